import { BareRun } from './bare-run.js';
import type { Stakes } from './bench-market.js';
import { Fills } from './fills.js';
import type { Flow } from './flow.js';
import { collectFills, MatcherRun } from './matcher-run.js';
import { PeerRun } from './peer-run.js';
import type { Peer } from './peers/peer.js';

/**
 * The fills of the matcher and of a peer, which must be the same in number, size, price and order.
 * @param to how many commands of the flow are played to both
 */
export function compareFills(
  { flow, ids }: { readonly flow: Flow; readonly ids: readonly string[] },
  peer: Peer,
  to: number,
): string {
  const ours = fillsOf(flow, 'free', to);
  const theirs = new Fills();
  new PeerRun(peer, flow, ids).playAndCollect(to, theirs);
  if (String(ours) !== String(theirs)) {
    throw new Error(`the fills differ: matcher ${String(ours)}; ${peer.name} ${String(theirs)}`);
  }
  return String(ours);
}

/** With money and without, the whole flow has the same fills. */
export function compareStakes(flow: Flow): void {
  const free = fillsOf(flow, 'free', flow.length);
  const money = fillsOf(flow, 'money', flow.length);
  if (String(free) !== String(money)) {
    throw new Error(`the fills differ: without money ${String(free)}; with money ${String(money)}`);
  }
}

/** The floor has the fills of the matcher, and is returned as it is at the end of the flow. */
export function compareFloor(flow: Flow): BareRun {
  const floor = new BareRun(flow);
  const [ours, bare] = [fillsOf(flow, 'free', flow.length), new Fills()];
  floor.playAndCollect(flow.length, bare);
  if (String(ours) !== String(bare) || floor.refused > 0) {
    throw new Error(`the fills differ: matcher ${String(ours)}; floor ${String(bare)}`);
  }
  return floor;
}

function fillsOf(flow: Flow, stakes: Stakes, to: number): Fills {
  const fills = new Fills();
  const run = new MatcherRun(flow, stakes);
  for (let index = 0; index < to; index++) {
    run.execute(index);
    collectFills(run.matcher.events, fills);
    run.matcher.events.clear();
  }
  return fills;
}
