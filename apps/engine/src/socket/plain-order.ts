import { CommandKind, Side } from '@backlay/matcher';
import { COMMAND_ID_PATTERN } from '../answers/command-id.js';
import { ID_MAX } from '../http/fields.js';
import type { PlaceOrderCommand } from '../matching/engine-command.js';
import { ID_LENGTH_MAX } from './bounds.js';
import { LetterReader, lettersOf } from './letter-reader.js';

/** An order without terms, from a message: all of it is of the right form. */
export interface PlainOrder {
  /** Empty when the message has none. */
  readonly commandId: string;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  /** Hundredths. */
  readonly price: number;
  /** Minor units. */
  readonly size: number;
}

/** A message that places such an order. */
export interface PlainOrderMessage {
  readonly id: string;
  readonly order: PlainOrder;
}

/** An order that is being read: what was not there yet is empty, 0 or no side. */
type Draft = { -readonly [Field in keyof PlainOrder]: PlainOrder[Field] };
const NO_SIDE = -1 as Side;

/** The pattern lets no longer ones pass. */
const COMMAND_ID_LENGTH_MAX = 64;
/** Letters that tell one field from another. */
const [LETTER_C, LETTER_M, LETTER_P, LETTER_R, LETTER_S, LETTER_Z] = Buffer.from('cmprsz');
/** In `"side"` and `"size"` the one that differs. */
const SIDE_OR_SIZE = 3;

const ID = lettersOf('{"id":');
const PLACE_WITH_BODY = lettersOf(',"op":"place","body":{');
const COMMAND_ID = lettersOf('"commandId":');
const MARKET_ID = lettersOf('"marketId":');
const RUNNER_ID = lettersOf('"runnerId":');
const SIDE = lettersOf('"side":');
const BACK = lettersOf('"BACK"');
const LAY = lettersOf('"LAY"');
const PRICE = lettersOf('"price":');
const SIZE = lettersOf('"size":');
const COMMA = lettersOf(',');
const BRACES = lettersOf('}}');

const letters = new LetterReader();

/**
 * Reads the message that most messages are, `{"id":"1","op":"place","body":{...}}` with an order without terms, letter by letter:
 * to parse it as JSON, check its form and take its decimals apart takes several times as long. It only accepts. Whatever is not
 * plainly right (another field, one that is there twice, an escape, a size of nothing) it leaves to the parser and the schema,
 * which know what to say of it.
 * @param bytes begin with the text, which has this length
 * @returns undefined when the text is anything else, right or wrong
 */
export function readPlainOrder(bytes: Buffer, length: number): PlainOrderMessage | undefined {
  letters.begin(bytes, length);
  if (!letters.takes(ID)) return undefined;
  const id = letters.word(ID_LENGTH_MAX);
  if (id === '' || !letters.takes(PLACE_WITH_BODY)) return undefined;
  const order: Draft = { commandId: '', marketId: 0, runnerId: 0, side: NO_SIDE, price: 0, size: 0 };
  do {
    if (!takesField(order)) return undefined;
  } while (letters.takes(COMMA));
  return letters.takes(BRACES) && letters.isAtEnd && isWhole(order) ? { id, order } : undefined;
}

/** What the same order makes when it comes any other way. */
export function plainOrderCommand(accountId: string, order: PlainOrder): PlaceOrderCommand {
  const { commandId, marketId, runnerId, side, price, size } = order;
  return { kind: CommandKind.PlaceOrder, accountId, commandId, marketId, runnerId, side, price, size };
}

/** Reads a field and its value, unless the order has it already. */
function takesField(order: Draft): boolean {
  switch (letters.ahead(1)) {
    case LETTER_C:
      return order.commandId === '' && letters.takes(COMMAND_ID) && takesCommandId(order);
    case LETTER_M:
      return order.marketId === 0 && letters.takes(MARKET_ID) && (order.marketId = letters.whole(ID_MAX)) > 0;
    case LETTER_R:
      return order.runnerId === 0 && letters.takes(RUNNER_ID) && (order.runnerId = letters.whole(ID_MAX)) > 0;
    case LETTER_P:
      return order.price === 0 && letters.takes(PRICE) && (order.price = letters.hundredths()) > 0;
    case LETTER_S:
      return letters.ahead(SIDE_OR_SIZE) === LETTER_Z ? takesSize(order) : takesSide(order);
    default:
      return false;
  }
}

function takesCommandId(order: Draft): boolean {
  order.commandId = letters.word(COMMAND_ID_LENGTH_MAX);
  return COMMAND_ID_PATTERN.test(order.commandId);
}

function takesSize(order: Draft): boolean {
  return order.size === 0 && letters.takes(SIZE) && (order.size = letters.hundredths()) > 0;
}

function takesSide(order: Draft): boolean {
  if (order.side !== NO_SIDE || !letters.takes(SIDE)) return false;
  if (letters.takes(BACK)) order.side = Side.BACK;
  else if (letters.takes(LAY)) order.side = Side.LAY;
  return order.side !== NO_SIDE;
}

function isWhole({ marketId, runnerId, side, price, size }: PlainOrder): boolean {
  return marketId > 0 && runnerId > 0 && side !== NO_SIDE && price > 0 && size > 0;
}
