import { ByteReader, ByteWriter } from '@backlay/contracts';
import { CommandKind } from '@backlay/matcher';
import {
  PLAIN_ORDER,
  type AnswerFacts,
  type AnsweredCommand,
  type CancelledFacts,
  type OrderFacts,
  type QueueFacts,
  type TradeFacts,
} from './answer-facts.js';

/*
 * The answer in a journal, little-endian: u8 form and version, then what the form says. Orders are facts, of which
 * order/order-answer.ts makes the text again; what can be had from the command is left out of the most frequent one.
 * A number is never used for anything else: an answer that is to say more gets a new one, and the old one goes on being
 * read, what it does not say being what it was then.
 */

/** u16 status | text */
const TEXT = 1;
/** f64 orderId | u32 matched | f64 sum of size x price | trades. The rest is in the command. Of orders without a queue. */
const PLACED_1 = 2;
/** order of the first version */
const CANCELLED_1 = 3;
/** order of the first version | f64 replaced orderId, 0 for none | trades */
const REPLACED_1 = 4;
/** u32 count | (f64 orderId, u32 cancelled) ... */
const CANCELLED_ALL = 5;
/** f64 orderId | u32 matched | f64 sum of size x price | queue | trades. The rest is in the command, which has no terms. */
const PLACED_PLAIN = 6;
/** order | queue | trades */
const PLACED = 7;
/** order | queue */
const CANCELLED = 8;
/** order | queue | f64 replaced orderId, 0 for none | trades */
const REPLACED = 9;

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
      writePlaced(writer, facts);
      return;
    case 'CANCELLED':
      writer.u8(CANCELLED);
      writeOrder(writer, facts.order);
      writeQueue(writer, facts.queue);
      return;
    case 'REPLACED':
      writer.u8(REPLACED);
      writeOrder(writer, facts.order);
      writeQueue(writer, facts.queue);
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

function writePlaced(
  writer: ByteWriter,
  { isPlain, order, queue, trades }: Extract<AnswerFacts, { readonly form: 'PLACED' }>,
): void {
  if (isPlain) {
    writer.u8(PLACED_PLAIN);
    writer.f64(order.orderId);
    writer.u32(order.sizeMatched);
    writer.f64(order.matchedPriceSum);
  } else {
    writer.u8(PLACED);
    writeOrder(writer, order);
  }
  writeQueue(writer, queue);
  writeTrades(writer, trades);
}

function writeQueue(writer: ByteWriter, queue: QueueFacts): void {
  writer.u32(queue?.place ?? 0);
  writer.f64(queue?.sizeAhead ?? 0);
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
  writer.u32(order.sizeVoided);
  writer.u8(order.persistence);
  writer.u8(order.timeInForce);
  writer.f64(order.goodTillMs);
  writer.f64(order.releaseMs);
  writer.u8(order.cancelReason);
  writer.u8(order.lapseReason);
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
    case PLACED_1:
      return {
        form: 'PLACED',
        isPlain: true,
        order: readPlacedOrder(reader, answered),
        queue: null,
        trades: readTrades(reader),
      };
    case CANCELLED_1:
      return { form: 'CANCELLED', order: readOrder1(reader), queue: null };
    case REPLACED_1:
      return { form: 'REPLACED', order: readOrder1(reader), queue: null, ...readReplacement(reader) };
    case PLACED_PLAIN: {
      const order = readPlacedOrder(reader, answered);
      return { form: 'PLACED', isPlain: true, order, queue: readQueue(reader), trades: readTrades(reader) };
    }
    case PLACED: {
      const order = readOrder(reader);
      return { form: 'PLACED', isPlain: false, order, queue: readQueue(reader), trades: readTrades(reader) };
    }
    case CANCELLED: {
      const order = readOrder(reader);
      return { form: 'CANCELLED', order, queue: readQueue(reader) };
    }
    case REPLACED: {
      const order = readOrder(reader);
      const queue = readQueue(reader);
      return { form: 'REPLACED', order, queue, ...readReplacement(reader) };
    }
    case CANCELLED_ALL:
      return { form: 'CANCELLED_ALL', cancelled: readCancelled(reader) };
    default:
      throw new AnswerFormatError(`sequence ${answered.sequence}: answer of the unknown form ${form}`);
  }
}

function readReplacement(reader: ByteReader): { replacesOrderId: number | null; trades: TradeFacts[] } {
  const replacesOrderId = reader.f64();
  return { replacesOrderId: replacesOrderId === 0 ? null : replacesOrderId, trades: readTrades(reader) };
}

function readQueue(reader: ByteReader): QueueFacts {
  const place = reader.u32();
  const sizeAhead = reader.f64();
  return place === 0 ? null : { place, sizeAhead };
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
    ...PLAIN_ORDER,
    matchedPriceSum: reader.f64(),
    placedAtMs: timeMs,
    sequence,
  };
}

function readOrder(reader: ByteReader): OrderFacts {
  return {
    ...readOrder1(reader),
    sizeVoided: reader.u32(),
    persistence: reader.u8(),
    timeInForce: reader.u8(),
    goodTillMs: reader.f64(),
    releaseMs: reader.f64(),
    cancelReason: reader.u8(),
    lapseReason: reader.u8(),
  };
}

function readOrder1(reader: ByteReader): OrderFacts {
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
    ...PLAIN_ORDER,
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
