import { formatBytes, formatDuration, UNKNOWN } from '../metrics/format.js';
import type { AppHealth } from './health-model.js';

const TITLES = { engine: 'Engine', storage: 'Storage', analytics: 'Analytics' } as const;

/** One app: whether it is well, why not, and what it uses. */
export function AppCard({
  app: { name, isReady, state, reasons, loop, memoryBytes, cpu },
}: {
  readonly app: AppHealth;
}) {
  return (
    <section class="panel ops-app" aria-label={TITLES[name]}>
      <div class="ops-app-head">
        <h2>{TITLES[name]}</h2>
        <span class={`chip ${isReady ? 'chip-open' : 'chip-bad'}`}>{isReady ? 'READY' : 'NOT READY'}</span>
        {state !== undefined && state !== 'READY' && <span class="muted">{state}</span>}
      </div>
      {reasons.map((reason) => (
        <p key={reason} class="bad">
          {reason}
        </p>
      ))}
      <dl class="ops-facts">
        <Fact name="Loop p50" value={formatDuration(loop.p50)} />
        <Fact name="Loop p99" value={formatDuration(loop.p99)} />
        <Fact name="Loop worst" value={formatDuration(loop.worst)} />
        <Fact name="CPU" value={cpu === undefined ? UNKNOWN : `${Math.round(cpu * 100)} %`} />
        <Fact name="Memory" value={formatBytes(memoryBytes)} />
      </dl>
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
