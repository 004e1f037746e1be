import { formatCount, UNKNOWN } from '../metrics/format.js';
import type { ConsumerHealth } from './consumer-health.js';
import type { Positions } from './health-model.js';

interface PositionTableProps {
  readonly positions: Positions;
  readonly consumers: readonly ConsumerHealth[];
}

/** How far the engine, the stream and the consumers have come. */
export function PositionTable({ positions, consumers }: PositionTableProps) {
  const { given, durable, published, publisherState, snapshot } = positions;
  return (
    <section class="panel ops-table" aria-labelledby="positions-title">
      <h2 id="positions-title">Positions</h2>
      <dl class="ops-facts ops-positions">
        <Position name="Given by the engine" value={given} />
        <Position name="On disk" value={durable} behind={behind(given, durable)} />
        <Position
          name={`In the stream${publisherState === undefined ? '' : ` (${publisherState.toLowerCase()})`}`}
          value={published}
          behind={behind(durable, published)}
        />
        <Position name="Newest snapshot" value={snapshot} />
      </dl>
      <div class="ops-scroll" role="region" aria-labelledby="positions-title" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Consumer</th>
              <th scope="col">Sequence</th>
              <th scope="col">Behind the engine</th>
              <th scope="col">Undelivered</th>
              <th scope="col">Pending</th>
              <th scope="col">Pending entries</th>
              <th scope="col">Failed attempts</th>
              <th scope="col">Dead letters</th>
            </tr>
          </thead>
          <tbody>
            {consumers.map((consumer) => (
              <ConsumerRow key={consumer.name} consumer={consumer} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function ConsumerRow({ consumer }: { readonly consumer: ConsumerHealth }) {
  const { name, status, isWell, applied, behind: late, undelivered, pending, pendingEntries } = consumer;
  return (
    <tr>
      <th scope="row">
        {name} <span class={`chip ${isWell ? 'chip-open' : 'chip-bad'}`}>{status ?? 'silent'}</span>
      </th>
      <td>{formatCount(applied)}</td>
      <td>
        <strong>{formatCount(late)}</strong>
      </td>
      <td>{formatCount(undelivered)}</td>
      <td>{formatCount(pending)}</td>
      <td>{formatCount(pendingEntries)}</td>
      <td class={(consumer.failedAttempts ?? 0) > 0 ? 'bad' : undefined}>
        {formatCount(consumer.failedAttempts)}
      </td>
      <td class={(consumer.deadLetters ?? 0) > 0 ? 'bad' : undefined}>{formatCount(consumer.deadLetters)}</td>
    </tr>
  );
}

interface PositionProps {
  readonly name: string;
  readonly value: number | undefined;
  readonly behind?: number | undefined;
}

function Position({ name, value, behind: late }: PositionProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value === undefined ? UNKNOWN : formatCount(value)}
        {late !== undefined && late > 0 && <small class="muted"> −{formatCount(late)}</small>}
      </dd>
    </div>
  );
}

/** Two apps are asked at slightly different moments, so one may seem to be ahead. */
function behind(first: number | undefined, then: number | undefined): number | undefined {
  return first === undefined || then === undefined ? undefined : Math.max(0, first - then);
}
