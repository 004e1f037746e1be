import { formatCount, formatRate, wordsOf } from '../metrics/format.js';
import type { Count } from './health-model.js';

interface CountListProps {
  readonly title: string;
  /** Said when there is none. */
  readonly none: string;
  readonly counts: readonly Count[];
}

/** What was counted since the app has started, and how often it happens now. */
export function CountList({ title, none, counts }: CountListProps) {
  return (
    <section class="panel ops-counts" aria-label={title}>
      <h2>{title}</h2>
      {counts.length === 0 && <p class="muted">{none}</p>}
      <ul>
        {counts.map(({ name, total, perSecond }) => (
          <li key={name}>
            <span title={name}>{wordsOf(name)}</span>
            <span class="muted">{formatRate(perSecond)}</span>
            <strong>{formatCount(total)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
