import { MarketSurvey, type RecordedLife } from './recorded-life.js';
import { marketChange, type RecordedMessage } from './recorded-message.js';
import { WHOLE_LIFE_RECORDING } from './testing/whole-life-recording.js';

type Message = RecordedMessage & { readonly mc: readonly unknown[] };

function survey(messages: readonly object[]): RecordedLife {
  const market = new MarketSurvey();
  for (const [index, message] of (messages as readonly Message[]).entries()) {
    for (const change of message.mc)
      market.add(marketChange.parse(change), { line: index + 1, timeMs: message.pt });
  }
  return market.finish();
}

describe('what the rest of a recording tells', () => {
  const life = survey(WHOLE_LIFE_RECORDING);

  it('is the bet delay', () => {
    expect(life).toMatchObject({ betDelay: 1, betDelayModel: 'ALL' });
  });

  it('is which suspensions took everything off the books, and when the close did', () => {
    expect([...life.materialLines]).toEqual([8]);
    expect(life.emptyFrom).toBe(17);
  });

  it('is in which suspension a runner will be removed', () => {
    expect(life.removals).toEqual([{ from: 3, to: 5 }]);
    expect([2, 3, 4, 5].map((line) => life.awaitsRemoval(line))).toEqual([false, true, true, false]);
  });

  it('is which levels outlive the turn in-play', () => {
    const place = { runnerId: 21, side: 'LAY', price: 220 } as const;
    expect(life.persists(place, 11)).toBe(true);
    expect(life.persists({ ...place, price: 210 }, 11)).toBe(false);
    expect(life.persists({ ...place, side: 'BACK', price: 240 }, 11)).toBe(true);
  });

  it('is that LAYs before a removal do not outlive that', () => {
    const place = { runnerId: 21, price: 220 } as const;
    expect(life.persists({ ...place, side: 'LAY' }, 4)).toBe(false);
    expect(life.persists({ ...place, side: 'BACK', price: 240 }, 4)).toBe(true);
  });

  it('is nothing for a recording without all that', () => {
    const before = survey(WHOLE_LIFE_RECORDING.slice(0, 2));
    expect(before).toMatchObject({ betDelay: 0, removals: [] });
    expect(before.persists({ runnerId: 21, side: 'BACK', price: 260 }, 1)).toBe(false);
    expect(before.emptyFrom).toBe(Number.POSITIVE_INFINITY);
  });
});
