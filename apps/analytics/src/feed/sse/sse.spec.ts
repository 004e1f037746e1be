import { jest } from '@jest/globals';
import type { FeedMessage } from '@backlay/contracts';
import type { Problem } from '@backlay/service';
import { EventHistory } from '../../../../../libs/contracts/src/testing/event-history.js';
import { RunningConsumer } from '../../../../../libs/consumer/src/testing/running-consumer.js';
import { waitFor } from '../../../../../test/support/wait.js';
import { startApp } from '../../app.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: FeedMessage;
}

/** Reads a stream of events as far as it has come. */
class SpecEventSource {
  readonly events: StreamEvent[] = [];
  readonly #abort = new AbortController();

  async open(url: URL, headers: Record<string, string>): Promise<Response> {
    const answer = await fetch(url, { headers, signal: this.#abort.signal });
    if (answer.status === 200) void this.#read(answer).catch(() => undefined);
    return answer;
  }

  async until(what: string, matches: (event: StreamEvent) => boolean): Promise<StreamEvent> {
    await waitFor(what, () => this.events.some(matches));
    return this.events.find(matches) as StreamEvent;
  }

  close(): void {
    this.#abort.abort();
  }

  async #read({ body }: Response): Promise<void> {
    let text = '';
    for await (const chunk of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n');
        const field = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        this.events.push({
          id: field('id'),
          event: field('event'),
          data: JSON.parse(field('data') ?? '') as FeedMessage,
        });
        text = text.slice(end + 2);
      }
    }
  }
}

describe('the feed as Server-Sent Events', () => {
  let analytics: RunningConsumer;
  let history: EventHistory;
  let sources: SpecEventSource[] = [];

  const append = async (commands: number): Promise<number> => {
    const groups = history.groups(commands);
    await analytics.append(groups);
    return groups.at(-1)?.sequence ?? 0;
  };
  async function open(query: string, more: Record<string, string> = {}) {
    const source = new SpecEventSource();
    sources.push(source);
    const url = new URL(`/v1/feed/markets?${query}`, await analytics.app.getUrl());
    const headers = { authorization: `Bearer ${analytics.keys.operator}`, ...more };
    return { source, answer: await source.open(url, headers) };
  }

  beforeAll(async () => {
    analytics = await RunningConsumer.create(startApp);
    history = new EventHistory({ seed: 7, commands: 0, markets: 2, runnersPerMarket: 2 });
    await append(200);
    await analytics.untilApplied();
  });
  afterEach(() => {
    for (const source of sources) source.close();
    sources = [];
  });
  afterAll(() => analytics?.destroy());

  it('has the same messages, each with the place to go on from', async () => {
    const { source, answer } = await open('marketIds=ALL&depth=FULL');
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const welcome = await source.until('welcome', ({ data }) => data.op === 'welcome');
    const image = await source.until('an image', ({ data }) => data.op === 'markets.image');
    if (welcome.data.op !== 'welcome' || image.data.op !== 'markets.image') throw new Error('not these');
    expect(image.id).toBe(`${welcome.data.epoch}.${image.data.sequence}`);
    await append(100);
    await source.until('a delta', ({ data }) => data.op === 'markets.delta');
  });

  it('goes on with what came since the event that a client names', async () => {
    const { source } = await open('marketIds=ALL');
    const image = await source.until('an image', ({ data }) => data.op === 'markets.image');
    source.close();
    await append(100);
    const again = await open('marketIds=ALL', { 'last-event-id': image.id ?? '' });
    const delta = await again.source.until('a delta', ({ data }) => data.op === 'markets.delta');
    expect(delta.data).toMatchObject({ from: Number(image.id?.split('.')[1]) });
    expect(again.source.events.some(({ data }) => data.op === 'markets.image')).toBe(false);
  });

  it.each([
    ['marketIds=ALL&depth=11', 400, '?depth'],
    ['marketIds=ALL&depth=0', 400, '?depth'],
    ['marketIds=', 400, '?marketIds'],
    ['', 400, '?marketIds'],
    ['marketIds=1,0', 400, '?marketIds'],
    ['marketIds=ALL&fields=levels,color', 400, '?fields'],
    ['marketIds=ALL&conflateMs=120001', 400, '?conflateMs'],
    ['marketIds=ALL&color=red', 400, '?color'],
  ])('refuses %s', async (query, status, pointer) => {
    const { answer } = await open(query);
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as Problem).errors).toEqual([expect.objectContaining({ pointer })]);
  });

  it('refuses a market that there is not, and a place that is none', async () => {
    const unknown = await open('marketIds=4711');
    expect(await unknown.answer.json()).toMatchObject({ status: 404, code: 'MARKET_UNKNOWN' });
    const nowhere = await open('marketIds=ALL', { 'last-event-id': 'here' });
    expect(await nowhere.answer.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });
});
