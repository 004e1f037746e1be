import { ByteReader, ByteWriter } from '@backlay/contracts';
import { CommandKind } from '@backlay/matcher';
import type { AnswerFacts, AnsweredCommand, CancelledFacts, OrderFacts, TradeFacts } from './answer-facts.js';

/*
 * The answer in a journal, little-endian: u8 form and version, then what the form says. Orders are facts, of which
 * order/order-answer.ts makes the text again; what can be had from the command is left out of the most frequent one.
 * A number is never used for anything else: an answer that is to look different gets a new one, and the old one goes
 * on being read.
 */

/** u16 status | text */
const TEXT = 1;
/** f64 orderId | u32 matched | f64 sum of size x price | trades. The rest is in the command. */
const PLACED = 2;
/** order */
const CANCELLED = 3;
/** order | f64 replaced orderId, 0 for none | trades */
const REPLACED = 4;
/** u32 count | (f64 orderId, u32 cancelled) ... */
const CANCELLED_ALL = 5;

/** An answer in a journal that this version cannot read. */
export class AnswerFormatError extends Error {
  override readonly name = 'AnswerFormatError';
}

/** Encodes answers into one buffer that is used again and again. */
export class AnswerEncoder {
  readonly #writer = new ByteWriter();

  /** A view, valid until the next call. */
  encode(facts: AnswerFacts): Buffer {
    const writer = this.#writer;
    writer.reset();
    writeAnswer(writer, facts);
    return writer.view();
  }
}

function writeAnswer(writer: ByteWriter, facts: AnswerFacts): void {
  switch (facts.form) {
    case 'TEXT':
      writer.u8(TEXT);
      writer.u16(facts.status);
      writer.text(facts.body);
      return;
    case 'PLACED':
      writer.u8(PLACED);
      writer.f64(facts.order.orderId);
      writer.u32(facts.order.sizeMatched);
      writer.f64(facts.order.matchedPriceSum);
      writeTrades(writer, facts.trades);
      return;
    case 'CANCELLED':
      writer.u8(CANCELLED);
      writeOrder(writer, facts.order);
      return;
    case 'REPLACED':
      writer.u8(REPLACED);
      writeOrder(writer, facts.order);
      writer.f64(facts.replacesOrderId ?? 0);
      writeTrades(writer, facts.trades);
      return;
    case 'CANCELLED_ALL':
      writer.u8(CANCELLED_ALL);
      writer.u32(facts.cancelled.length);
      for (const { orderId, sizeCancelled } of facts.cancelled) {
        writer.f64(orderId);
        writer.u32(sizeCancelled);
      }
  }
}

function writeOrder(writer: ByteWriter, order: OrderFacts): void {
  writer.f64(order.orderId);
  writer.u32(order.marketId);
  writer.u32(order.runnerId);
  writer.u8(order.side);
  writer.u32(order.price);
  writer.u32(order.size);
  writer.u32(order.sizeMatched);
  writer.u32(order.sizeRemaining);
  writer.u32(order.sizeCancelled);
  writer.u32(order.sizeLapsed);
  writer.f64(order.matchedPriceSum);
  writer.f64(order.placedAtMs);
  writer.f64(order.sequence);
}

function writeTrades(writer: ByteWriter, trades: readonly TradeFacts[]): void {
  writer.u32(trades.length);
  for (const { index, price, size } of trades) {
    writer.u32(index);
    writer.u32(price);
    writer.u32(size);
  }
}

/**
 * The facts of an answer of a journal; undefined when the journal has none: it is of the first format, or of a command
 * without a commandId.
 * @throws AnswerFormatError
 */
export function readAnswer(bytes: Buffer, answered: AnsweredCommand): AnswerFacts | undefined {
  if (bytes.length === 0) return undefined;
  const reader = new ByteReader(bytes);
  try {
    const facts = readFacts(reader, answered);
    if (!reader.atEnd) throw new AnswerFormatError(`sequence ${answered.sequence}: more than an answer`);
    return facts;
  } catch (error) {
    if (error instanceof AnswerFormatError) throw error;
    throw new AnswerFormatError(`sequence ${answered.sequence}: an answer cut short`, { cause: error });
  }
}

function readFacts(reader: ByteReader, answered: AnsweredCommand): AnswerFacts {
  const form = reader.u8();
  switch (form) {
    case TEXT:
      return { form: 'TEXT', status: reader.u16(), body: reader.text() };
    case PLACED:
      return { form: 'PLACED', order: readPlacedOrder(reader, answered), trades: readTrades(reader) };
    case CANCELLED:
      return { form: 'CANCELLED', order: readOrder(reader) };
    case REPLACED: {
      const order = readOrder(reader);
      const replacesOrderId = reader.f64();
      const trades = readTrades(reader);
      return {
        form: 'REPLACED',
        order,
        trades,
        replacesOrderId: replacesOrderId === 0 ? null : replacesOrderId,
      };
    }
    case CANCELLED_ALL:
      return { form: 'CANCELLED_ALL', cancelled: readCancelled(reader) };
    default:
      throw new AnswerFormatError(`sequence ${answered.sequence}: answer of the unknown form ${form}`);
  }
}

/** An order as it stands right after it was placed: of its life so far only the trades are not in the command. */
function readPlacedOrder(reader: ByteReader, { command, sequence, timeMs }: AnsweredCommand): OrderFacts {
  if (command.kind !== CommandKind.PlaceOrder) {
    throw new AnswerFormatError(`sequence ${sequence}: a placed order answers another command`);
  }
  const { marketId, runnerId, side, price, size } = command;
  const orderId = reader.f64();
  const sizeMatched = reader.u32();
  return {
    orderId,
    marketId,
    runnerId,
    side,
    price,
    size,
    sizeMatched,
    sizeRemaining: size - sizeMatched,
    sizeCancelled: 0,
    sizeLapsed: 0,
    matchedPriceSum: reader.f64(),
    placedAtMs: timeMs,
    sequence,
  };
}

function readOrder(reader: ByteReader): OrderFacts {
  return {
    orderId: reader.f64(),
    marketId: reader.u32(),
    runnerId: reader.u32(),
    side: reader.u8(),
    price: reader.u32(),
    size: reader.u32(),
    sizeMatched: reader.u32(),
    sizeRemaining: reader.u32(),
    sizeCancelled: reader.u32(),
    sizeLapsed: reader.u32(),
    matchedPriceSum: reader.f64(),
    placedAtMs: reader.f64(),
    sequence: reader.f64(),
  };
}

function readTrades(reader: ByteReader): TradeFacts[] {
  return Array.from({ length: reader.u32() }, () => ({
    index: reader.u32(),
    price: reader.u32(),
    size: reader.u32(),
  }));
}

function readCancelled(reader: ByteReader): CancelledFacts[] {
  return Array.from({ length: reader.u32() }, () => ({ orderId: reader.f64(), sizeCancelled: reader.u32() }));
}
