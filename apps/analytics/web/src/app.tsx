import { read } from './rest.js';
import { SECTIONS } from './sections.js';
import { ConfirmDialog } from './shell/confirm.js';
import { Layout } from './shell/layout.js';
import { Notices } from './shell/notices.js';
import { applyPreferences } from './shell/preferences.js';
import { route } from './shell/router.js';
import { sectionOf } from './shell/section.js';
import { session } from './shell/session.js';
import { SignIn } from './shell/sign-in.js';

applyPreferences(document.documentElement);

/** Everything there is to be seen. */
export function App() {
  return (
    <>
      {session.value === undefined ? <SignIn check={checkKey} /> : <SignedIn />}
      <Notices />
      <ConfirmDialog />
    </>
  );
}

function SignedIn() {
  const section = sectionOf(SECTIONS, route.value);
  if (section === undefined) return null;
  return (
    <Layout sections={SECTIONS} current={section} status={null}>
      {section.view(route.value.slice(1))}
    </Layout>
  );
}

async function checkKey(key: string): Promise<void> {
  await read('/v1/position', key);
}
