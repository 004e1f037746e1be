import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { enter, exchange, leave, type Exchange } from './live/exchange.js';
import { sectionsFor } from './sections.js';
import { ConfirmDialog } from './shell/confirm.js';
import { Layout } from './shell/layout.js';
import { Notices, warn } from './shell/notices.js';
import { applyPreferences } from './shell/preferences.js';
import { route } from './shell/router.js';
import { sectionOf } from './shell/section.js';
import { keptKey } from './shell/session.js';
import { SignIn } from './shell/sign-in.js';
import { StatusBar } from './shell/status-bar.js';

applyPreferences(document.documentElement);

/** Everything there is to be seen. */
export function App() {
  // The page was loaded again by somebody who had signed in.
  const isComingBack = useSignal(keptKey() !== undefined);
  useEffect(() => {
    const key = keptKey();
    if (key === undefined) return;
    enter(key)
      .catch(warn)
      .finally(() => (isComingBack.value = false));
  }, [isComingBack]);
  const entered = exchange.value;
  return (
    <>
      {entered !== undefined && <SignedIn exchange={entered} />}
      {entered === undefined && isComingBack.value && <Connecting />}
      {entered === undefined && !isComingBack.value && <SignIn enter={enter} />}
      <Notices />
      <ConfirmDialog />
    </>
  );
}

function Connecting() {
  return (
    <main class="sign-in">
      <p role="status">Connecting …</p>
    </main>
  );
}

function SignedIn({ exchange }: { readonly exchange: Exchange }) {
  const sections = sectionsFor(exchange);
  const section = sectionOf(sections, route.value);
  if (section === undefined) return null;
  return (
    <Layout
      sections={sections}
      current={section}
      status={<StatusBar exchange={exchange} />}
      onSignOut={leave}
    >
      {section.view(route.value.slice(1))}
    </Layout>
  );
}
