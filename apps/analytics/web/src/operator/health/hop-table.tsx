import { formatCount, formatPercentile } from '../metrics/format.js';
import type { Hop } from './hops.js';

/** Where a command spends its time. */
export function HopTable({ hops }: { readonly hops: readonly Hop[] }) {
  return (
    <section class="panel ops-table" aria-labelledby="hops-title">
      <h2 id="hops-title">
        Where a command spends its time <span class="muted">the latest minute</span>
      </h2>
      <div class="ops-scroll" role="region" aria-labelledby="hops-title" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Hop</th>
              <th scope="col">p50</th>
              <th scope="col">p90</th>
              <th scope="col">p99</th>
              <th scope="col">Counted</th>
            </tr>
          </thead>
          <tbody>
            {hops.map(({ name, from, p50, p90, p99, count }) => (
              <tr key={name}>
                <th scope="row">
                  {name} <span class="muted">{from}</span>
                </th>
                <td>{formatPercentile(p50)}</td>
                <td>{formatPercentile(p90)}</td>
                <td>
                  <strong>{formatPercentile(p99)}</strong>
                </td>
                <td class="muted">{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
