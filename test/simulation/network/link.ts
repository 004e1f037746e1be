import type { Random } from '../core/random.js';
import type { Scheduler } from '../core/scheduler.js';

/** How the network does at the moment; calamities change it. */
export interface NetworkFaults {
  latencyMsMax: number;
  /** Chance that a connection breaks when something is sent over it. */
  breakChance: number;
  /** Nothing gets through, and nobody is told. */
  isSilent: boolean;
}

export function healthyNetwork(): NetworkFaults {
  return { latencyMsMax: 1, breakChance: 0, isSilent: false };
}

interface UnderWay {
  readonly bytes: Buffer;
  readonly cancel: () => void;
}

const LATENCY_MS_MIN = 0.05;
/** A silent network lets what is under way through when it speaks again; it is looked at so often, in ms. */
const SILENCE_LOOK_MS = 20;

/** One direction of a connection: bytes arrive in order, late, or never. */
export class Pipe {
  readonly #underWay: UnderWay[] = [];
  #latestArrivalMs = 0;
  #isBroken = false;

  constructor(
    private readonly parts: {
      readonly scheduler: Scheduler;
      readonly random: Random;
      readonly faults: NetworkFaults;
      readonly arrive: (bytes: Buffer) => void;
    },
  ) {}

  send(bytes: Buffer): void {
    if (this.#isBroken) return;
    const { scheduler, random, faults } = this.parts;
    const atMs = scheduler.nowMs + random.between(LATENCY_MS_MIN, faults.latencyMsMax);
    this.#latestArrivalMs = Math.max(this.#latestArrivalMs, atMs);
    this.#schedule(Buffer.from(bytes), this.#latestArrivalMs - scheduler.nowMs);
  }

  /** Runs when everything sent so far has arrived. */
  afterwards(run: () => void): void {
    const { scheduler } = this.parts;
    scheduler.after(this.#latestArrivalMs - scheduler.nowMs, run, scheduler.world);
  }

  /** What is under way is lost, except perhaps the beginning of it. */
  break(): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    const { random, arrive } = this.parts;
    const first = this.#underWay[0];
    for (const { cancel } of this.#underWay) cancel();
    if (first !== undefined && random.chance(0.5))
      arrive(first.bytes.subarray(0, random.whole(0, first.bytes.length)));
  }

  #schedule(bytes: Buffer, delayMs: number): void {
    const { scheduler, faults, arrive } = this.parts;
    const item: UnderWay = {
      bytes,
      cancel: scheduler.after(delayMs, () => look(), scheduler.world),
    };
    let cancelLater = (): void => undefined;
    const look = (): void => {
      if (this.#isBroken) return;
      if (faults.isSilent || this.#underWay[0]?.bytes !== bytes) {
        cancelLater = scheduler.after(SILENCE_LOOK_MS, look, scheduler.world);
        return;
      }
      cancelLater();
      this.#underWay.shift();
      arrive(bytes);
    };
    this.#underWay.push(item);
  }
}
