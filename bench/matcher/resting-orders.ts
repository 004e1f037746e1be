import { CommandKind, Matcher, RejectReason, Side } from '@backlay/matcher';

const PRICES = 5_000;
const ACCOUNTS = 1_000;
/** Of the first order: those below it made the market. */
export const FIRST_SEQUENCE = 3;

/** A matcher with one market without money, on the FINEST ladder, and no order. Nothing is made ready for many orders. */
export function emptyMatcher(): Matcher {
  const matcher = new Matcher();
  const runners = [{ runnerId: 1, name: 'A' }];
  const ladder = { kind: 'FINEST' } as const;
  matcher.execute({ kind: CommandKind.CreateMarket, name: 'State', runners, ladder }, 1, 0);
  matcher.execute({ kind: CommandKind.OpenMarket, marketId: 1 }, 2, 0);
  matcher.events.clear();
  return matcher;
}

/** Places the orders from `from` up to, not including, `to`: backs at 5,000 prices by 1,000 accounts, in turn. None matches. */
export function placeResting(matcher: Matcher, from: number, to: number): void {
  const place = {
    kind: CommandKind.PlaceOrder as const,
    marketId: 1,
    runnerId: 1,
    side: Side.BACK,
    price: 0,
    size: 5,
    account: 0,
  };
  for (let index = from; index < to; index++) {
    place.price = 200 + (index % PRICES);
    place.account = index % ACCOUNTS;
    const reason = matcher.execute(place, FIRST_SEQUENCE + index, 0);
    if (reason !== RejectReason.None) throw new Error(`order ${index} was refused: ${RejectReason[reason]}`);
    matcher.events.clear();
  }
}
