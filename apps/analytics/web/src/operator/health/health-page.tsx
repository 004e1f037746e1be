import { useMemo } from 'preact/hooks';
import { formatDuration, formatRate } from '../metrics/format.js';
import { usePolled } from '../polled.js';
import { AppCard } from './app-card.js';
import { readApps } from './app-readings.js';
import { CountList } from './count-list.js';
import { HealthHistory, type Trend } from './health-history.js';
import type { HealthModel } from './health-model.js';
import { HopTable } from './hop-table.js';
import { PositionTable } from './position-table.js';
import { Sparkline } from './sparkline.js';

const INTERVAL_MS = 2_000;
const ROOM = 60;

/** How the exchange is doing, and where its time goes. */
export function HealthPage() {
  const ask = useMemo(() => {
    const history = new HealthHistory();
    return async () => history.add(await readApps(), performance.now());
  }, []);
  const seen = usePolled(ask, INTERVAL_MS).value.value;
  if (seen === undefined) return <p class="empty">Asking the apps ...</p>;
  return <Health {...seen} />;
}

function Health({ model, trend }: { readonly model: HealthModel; readonly trend: Trend }) {
  const engine = model.apps.find(({ name }) => name === 'engine');
  return (
    <div class="ops-health">
      <div class="ops-cards">
        {model.apps.map((app) => (
          <AppCard key={app.name} app={app} />
        ))}
      </div>
      <div class="ops-cards">
        <Tile name="Accepted" value={formatRate(model.acceptedPerSecond)} points={trend.accepted} />
        <Tile name="Refused" value={formatRate(model.refusedPerSecond)} points={trend.refused} />
        <Tile
          name="Engine, worst loop delay"
          value={formatDuration(engine?.loop.worst)}
          points={trend.loopWorst}
        />
      </div>
      <PositionTable positions={model.positions} consumers={model.consumers} />
      <HopTable hops={model.hops} />
      <div class="ops-cards">
        <CountList title="Accepted, by command" none="Nothing yet." counts={model.accepted} />
        <CountList title="Refused, by reason" none="Nothing was refused." counts={model.refused} />
        <CountList
          title="Turned away before a decision"
          none="Nothing was turned away."
          counts={model.turnedAway}
        />
      </div>
    </div>
  );
}

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly points: readonly (number | null)[];
}

function Tile({ name, value, points }: TileProps) {
  return (
    <section class="panel ops-tile" aria-label={name}>
      <span class="ops-tile-text">
        <span class="muted">{name}</span>
        <strong>{value}</strong>
      </span>
      <Sparkline points={points} room={ROOM} />
    </section>
  );
}
