import { EventGroupEncoder } from './codec.js';
import type { ExchangeEvent } from './events.js';
import { ExchangeEventCodec } from './exchange-event-codec.js';

const OPENED: ExchangeEvent = { type: 'market.opened', marketId: 7 };
const CLOSED: ExchangeEvent = { type: 'market.closed', marketId: 7 };

function groupBytes(shard: number, sequence: number, events: ExchangeEvent[]): Buffer {
  return Buffer.from(new EventGroupEncoder().encode({ shard, sequence, timeMs: 1000 + sequence, events }));
}

describe('ExchangeEventCodec', () => {
  it('gives every event its sequence, its index in the sequence and its type as pattern', () => {
    const payload = Buffer.concat([
      groupBytes(0, 4, [OPENED, CLOSED]),
      groupBytes(0, 5, []),
      groupBytes(0, 6, [OPENED]),
    ]);

    expect(new ExchangeEventCodec(0).decode(payload)).toEqual([
      { pattern: 'market.opened', data: OPENED, sequence: 4, index: 0, timeMs: 1004 },
      { pattern: 'market.closed', data: CLOSED, sequence: 4, index: 1, timeMs: 1004 },
      { pattern: 'market.opened', data: OPENED, sequence: 6, index: 0, timeMs: 1006 },
    ]);
  });

  it('decodes what it encodes, also when payloads are joined', () => {
    const codec = new ExchangeEventCodec(3);
    const early = codec.decode(groupBytes(3, 1, [OPENED, CLOSED]));
    const late = codec.decode(groupBytes(3, 2, [CLOSED]));

    const joined = Buffer.concat([codec.encode(early), codec.encode(late)]);

    expect(codec.decode(joined)).toEqual([...early, ...late]);
    expect(codec.decode(Buffer.alloc(0))).toEqual([]);
  });

  it('refuses the events of another shard', () => {
    expect(() => new ExchangeEventCodec(0).decode(groupBytes(1, 9, [OPENED]))).toThrow(
      'sequence 9 is of shard 1, expected is 0',
    );
  });
});
