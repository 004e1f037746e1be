import { LevelProjector } from './market-data/level.projector.js';
import { MarketProjector } from './market-data/market.projector.js';
import { CandleProjector } from './price-history/candle.projector.js';
import { TapeProjector } from './tape/tape.projector.js';
import { VolumeProjector } from './volume/volume.projector.js';

/** What makes the rows of this app out of events, in the order in which they run. */
export const PROJECTORS = [MarketProjector, LevelProjector, VolumeProjector, CandleProjector, TapeProjector];
