import { FirstAnswers } from '../answers/first-answers.js';
import type { EngineConfig } from '../config.js';
import { Exchange } from '../matching/exchange.js';
import { EngineState } from './engine-state.js';

/** The settings that an engine's state depends on. */
export type StateSettings = Pick<
  EngineConfig,
  'shard' | 'completedOrders' | 'commandHorizon' | 'logDirectory'
>;

/** A new state of an engine with these settings, outside the engine. */
export function newEngineState(settings: StateSettings): EngineState {
  const { shard, completedOrders, commandHorizon: horizon, logDirectory: directory } = settings;
  const names = FirstAnswers.create({ horizon, commandsInFlightMax: 1, log: { directory } });
  return new EngineState({
    shard,
    exchange: new Exchange(completedOrders),
    names,
    namesPart: names.index,
  });
}
