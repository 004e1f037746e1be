import { commandIdOf, order, SpecEngine, type SpecAnswer } from '../testing/spec-engine.js';

const HOUR_MS = 3_600_000;
const START_MS = Date.now();

/** The engine's clock. */
const clock = { nowMs: START_MS };

describe('beyond the horizon', () => {
  let engine: SpecEngine;
  let number = 0;

  const start = async (env: Record<string, string>): Promise<void> => {
    engine = await SpecEngine.start({ env, surroundings: { now: () => clock.nowMs } });
    await engine.openMarket();
  };
  afterEach(() => engine.end());

  const send = (commandId: string): Promise<SpecAnswer> => engine.post('/v1/orders', order({ commandId }));

  /** Sends new commands, each at a time of its own. */
  async function sendNew(count: number, apartMs = 1): Promise<{ commandId: string; text: string }[]> {
    const sent: { commandId: string; text: string }[] = [];
    for (let index = 0; index < count; index++) {
      clock.nowMs += apartMs;
      const commandId = commandIdOf(`c-${number++}`, clock.nowMs);
      const { status, text } = await send(commandId);
      expect(status).toBe(201);
      sent.push({ commandId, text });
    }
    return sent;
  }

  /** How many of the commands are known; the others are refused by name, and nothing is carried out. */
  async function knownOf(sent: readonly { commandId: string; text: string }[]): Promise<number> {
    const before = await engine.fingerprint();
    const answers = await Promise.all(sent.map(({ commandId }) => send(commandId)));
    expect(await engine.fingerprint()).toEqual(before);
    const firstKnown = answers.findIndex(({ status }) => status === 201);
    const forgotten = firstKnown === -1 ? answers : answers.slice(0, firstKnown);
    for (const answer of forgotten) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'COMMAND_ID_EXPIRED' } });
      expect(answer.body.detail).toMatch(/those up to 20.* are forgotten.*not carried out now/);
    }
    const known = answers.slice(forgotten.length);
    expect(known.map(({ text }) => text)).toEqual(sent.slice(forgotten.length).map(({ text }) => text));
    return known.length;
  }

  it('a commandId is refused by name, also after restarts, and with the clock set back', async () => {
    await start({ IDEMPOTENCY_HOURS: '0', IDEMPOTENCY_COMMANDS: '8' });
    const sent = await sendNew(40);
    expect(await knownOf(sent)).toBe(8);
    await engine.restart();
    expect(await knownOf(sent)).toBe(8);
    clock.nowMs -= HOUR_MS;
    expect(await knownOf(sent)).toBe(8);
    await engine.restart();
    expect(await knownOf(sent)).toBe(8);
    clock.nowMs += HOUR_MS;
    await sendNew(3);
    expect(await knownOf(sent)).toBe(5);
  });

  it('a command that was never sent is refused as well: nobody can tell it from a retry', async () => {
    await start({ IDEMPOTENCY_HOURS: '0', IDEMPOTENCY_COMMANDS: '2' });
    await sendNew(20);
    const late = await send(commandIdOf('never-sent', clock.nowMs - 10));
    expect(late).toMatchObject({ status: 409, body: { code: 'COMMAND_ID_EXPIRED' } });
  });

  it('lies only what is older than the hours AND not among the latest commands', async () => {
    await start({ IDEMPOTENCY_HOURS: '24', IDEMPOTENCY_COMMANDS: '8' });
    const sent = await sendNew(20);
    expect(await knownOf(sent)).toBe(20);
    clock.nowMs += 24 * HOUR_MS;
    expect(await knownOf(sent)).toBe(20);
    sent.push(...(await sendNew(1)));
    expect(await knownOf(sent)).toBe(8);
    clock.nowMs += 240 * HOUR_MS;
    expect(await knownOf(sent)).toBe(8);
  });

  it('lies also what is younger than the hours, when more than the most have come', async () => {
    await start({ IDEMPOTENCY_HOURS: '24', IDEMPOTENCY_COMMANDS: '8', IDEMPOTENCY_COMMANDS_MAX: '16' });
    const sent = await sendNew(30, 2 * 60_000);
    expect(await knownOf(sent)).toBe(16);
  });

  it('lies nothing more after a longer one was set: the log knows all', async () => {
    await start({ IDEMPOTENCY_HOURS: '0', IDEMPOTENCY_COMMANDS: '8' });
    const sent = await sendNew(20);
    expect(await knownOf(sent)).toBe(8);
    Object.assign(engine.options.env ?? {}, { IDEMPOTENCY_COMMANDS: '100' });
    await engine.restart();
    expect(await knownOf(sent)).toBe(20);
  });
});
