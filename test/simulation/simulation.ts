import { EventLogCorruptError } from '@backlay/transport';
import { Logger } from '@nestjs/common';
import { unleash } from './calamities.js';
import { checkAnswers, checkLog } from './checks/log-checks.js';
import { checkProjections } from './checks/projection-checks.js';
import { checkLetters, redriveAll } from './checks/letter-checks.js';
import { checkStream } from './checks/stream-checks.js';
import { readReference } from './checks/reference.js';
import { simulateGlobals } from './core/simulated-globals.js';
import { SimProcess } from './core/process.js';
import { runningLogger } from './core/trace-logger.js';
import { LOG_DIRECTORY } from './engine/engine-parts.js';
import { drawScenario, type Mutation, type Scenario } from './scenario.js';
import { World } from './world.js';

/** What becomes live again must do so within so long after the last fault, in simulated ms. */
const CALM_MS_MAX = 60_000;
/** Nothing may be about to happen by itself within so long when all is compared, in ms. */
const QUIET_MS = 10_000;

export interface SimulationOptions {
  readonly seed: number;
  readonly mutation?: Mutation;
  /** Gets every line of the trace as it happens. */
  readonly print?: (line: string) => void;
}

export interface SimulationReport {
  readonly scenario: Scenario;
  /** Empty when everything that was promised was kept. */
  readonly violations: readonly string[];
  /** Two runs of one seed have the same. */
  readonly traceHash: string;
  readonly latestLines: readonly string[];
  readonly commands: number;
  readonly answers: number;
  readonly starts: number;
  readonly steps: number;
  readonly simulatedMs: number;
  /** Damage that was found, and named, where a bit had been turned over. */
  readonly refusal: string | undefined;
}

/** Runs one seed from the beginning to the checks. Not for two runs at a time: it replaces global timers. */
export async function simulate({ seed, mutation, print }: SimulationOptions): Promise<SimulationReport> {
  const world = new World(drawScenario(seed, mutation), print);
  Logger.overrideLogger(runningLogger(world));
  const restore = simulateGlobals(world.scheduler, world);
  // In production a process dies of it.
  const onUnhandled = (reason: unknown): void =>
    world.report(`nobody handles a rejection: ${String(reason)}`);
  process.on('unhandledRejection', onUnhandled);
  try {
    return await run(world);
  } finally {
    process.off('unhandledRejection', onUnhandled);
    restore();
    Logger.overrideLogger(false);
  }
}

async function run(world: World): Promise<SimulationReport> {
  const { scheduler, scenario, engine, clients } = world;
  scheduler.become(scheduler.world);
  unleash(world);
  world.redis.start();
  world.database.start();
  engine.supervisor.boot();
  world.consumers.boot();
  scheduler.become(scheduler.world);
  clients.start();
  const isOver = (): boolean =>
    world.refusals.length > 0 ||
    isDamageNamed(world) ||
    world.violations.length > 0 ||
    (world.isCalm && clients.areDone && hasCaughtUp(world));
  const isLive = await scheduler.runUntil(isOver, scenario.calmFromMs + CALM_MS_MAX);
  if (isDamageNamed(world))
    world.refusals.push(new Error(`${engine.description}; ${world.consumers.description}`));
  if (!isLive)
    world.report(
      `not live again ${CALM_MS_MAX} ms after the last fault: ${engine.description}; ${world.consumers.description}`,
    );
  let commands = 0;
  if (world.violations.length === 0 && world.refusals.length === 0) commands = await check(world);
  if (world.refusals.length > 0) judgeRefusal(world);
  return {
    scenario,
    violations: world.violations,
    traceHash: world.trace.hash,
    latestLines: world.trace.latest,
    commands,
    answers: clients.answers.count,
    starts: engine.supervisor.lives,
    steps: scheduler.steps,
    simulatedMs: scheduler.nowMs,
    refusal: world.refusals[0]?.message,
  };
}

/** Nothing that was answered may depend on what a last power cut takes away. */
async function check(world: World): Promise<number> {
  const { scheduler, engine, clients, disk, timers, scenario } = world;
  const liveHash = engine.current?.stateHash;
  const lastSequence = engine.current?.sequencer.lastSequence;
  engine.cutPower();
  const isBack = (): boolean => engine.isReady || world.refusals.length > 0;
  await scheduler.runUntil(isBack, scheduler.nowMs + CALM_MS_MAX);
  if (!engine.isReady) {
    world.report('the engine does not come back after the last power cut');
    return 0;
  }
  const auditor = new SimProcess('auditor');
  scheduler.become(auditor);
  let count = -1;
  const audit = async (): Promise<void> => {
    // What was removed of the log in good order is history all the same.
    disk.unremove(LOG_DIRECTORY, (name) => name.endsWith('.log'));
    const reference = await readReference(disk.storageFor(auditor), timers);
    checkLog(reference, world.report);
    checkAnswers(clients.answers, reference, world.report);
    checkProjections(world, reference);
    checkStream(world, reference);
    const hash = reference.stateHash;
    if (hash !== engine.current?.stateHash) world.report('the engine has another state than its log');
    if (reference.commands.length === lastSequence && hash !== liveHash) {
      world.report('the engine that ran had another state than its log');
    }
    if (world.violations.length === 0) {
      await checkLetters(world, auditor, reference);
      await redriveAll(world, auditor, reference);
    }
    count = reference.commands.length;
  };
  void audit().catch((error: unknown) => {
    // Damage of old segments that a snapshot spares the engine.
    if (scenario.flipsBit && error instanceof EventLogCorruptError) world.refusals.push(error);
    else world.report(`the log cannot be read: ${String(error)}`);
    count = 0;
  });
  await scheduler.runUntil(() => count >= 0 || world.violations.length > 0, scheduler.nowMs + CALM_MS_MAX);
  return Math.max(0, count);
}

function judgeRefusal(world: World): void {
  const { refusals, scenario } = world;
  if (!scenario.flipsBit) world.report(`nothing was damaged, and yet: ${refusals[0]?.message ?? ''}`);
}

/** Nothing is due, and everything that was taken in is published, and applied by everyone. */
function hasCaughtUp({ scenario, engine, consumers, clock }: World): boolean {
  const { current } = engine;
  if (current === undefined || !engine.isReady) return false;
  if (current.parts.exchange.matcher.nextDueMs < clock.now() + QUIET_MS) return false;
  const { lastSequence } = current.sequencer;
  const isPublished = scenario.backbone === 'log' || engine.publishedSequence === lastSequence;
  return isPublished && consumers.haveApplied(lastSequence);
}

/** A bit was turned over, and a reader of the log has stopped for good and says where. */
function isDamageNamed({ scenario, engine, consumers }: World): boolean {
  return scenario.flipsBit && (engine.publisherNamesDamage || consumers.nameDamage);
}
