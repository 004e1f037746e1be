import {
  CommandKind,
  RejectReason,
  Side,
  type CancelOrder,
  type PlaceOrder,
  type ReplaceOrder,
} from '@backlay/matcher';
import type { EventLogBatch } from '@backlay/transport';
import { NOBODY } from '../matching/account-directory.js';
import type { Exchange } from '../matching/exchange.js';
import { decodeCommand } from './command-codec.js';
import { Format1Replayer } from './format-1-replayer.js';
import {
  CANCEL_ORDER_BYTES,
  CHAIN_OFFSET,
  COMMAND_LENGTH_OFFSET,
  COMMAND_OFFSET,
  COMMAND_OFFSET_1,
  JOURNAL_FORMAT_1,
  JOURNAL_FORMAT_VERSION,
  JournalFormatError,
  PLACE_ORDER_BYTES,
  REPLACE_ORDER_BYTES,
  TIME_OFFSET,
} from './journal-format.js';
import { ReplayMismatchError } from './replay-mismatch.js';
import type { ReplayedNames } from './replayed-names.js';

/** Kind and the two lengths of a name. */
const NAME_BYTES_MIN = 3;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface ReplayerParts {
  readonly exchange: Exchange;
  readonly names: ReplayedNames;
  /** Of the log; format 1 needs it. */
  readonly shard: number;
}

/**
 * Executes the commands of journals again, straight from their bytes: no string, no object and no event is made for the
 * commands that make the volume. That it does the same as the engine did then is told by the chain.
 */
export class Replayer {
  readonly #exchange: Exchange;
  readonly #names: ReplayedNames;
  readonly #format1: Format1Replayer;
  /** One object of each kind serves all commands. */
  readonly #place: Mutable<PlaceOrder> = {
    kind: CommandKind.PlaceOrder,
    marketId: 0,
    runnerId: 0,
    side: Side.BACK,
    price: 0,
    size: 0,
    account: 0,
  };
  readonly #cancel: Mutable<CancelOrder> = { kind: CommandKind.CancelOrder, account: 0, orderId: 0, size: 0 };
  readonly #replace: Mutable<ReplaceOrder> = {
    kind: CommandKind.ReplaceOrder,
    account: 0,
    orderId: 0,
    price: 0,
    size: 0,
  };
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Where things stand in the bytes, of the command in hand. */
  #account = 0;
  #accountEnd = 0;
  #fields = 0;
  #fieldBytes = 0;

  constructor({ exchange, names, shard }: ReplayerParts) {
    this.#exchange = exchange;
    this.#names = names;
    this.#format1 = new Format1Replayer(exchange, shard);
  }

  /**
   * Executes the record at `index` of the batch.
   * @throws ReplayMismatchError when its outcome is another one than it was
   * @throws JournalFormatError when it has no journal of a known format
   */
  replay(batch: EventLogBatch, index: number): void {
    const { bytes } = batch;
    const sequence = batch.sequence(index);
    const start = batch.journalStart(index);
    if (bytes !== this.#bytes) this.#look(bytes);
    if (bytes[start] === JOURNAL_FORMAT_1) this.#replayFormat1(batch, index);
    else this.#replay(start, batch.journalEnd(index), sequence);
  }

  #replay(start: number, end: number, sequence: number): void {
    const bytes = this.#bytes;
    const view = this.#view;
    const command = start + COMMAND_OFFSET;
    if (command + NAME_BYTES_MIN > end || bytes[start] !== JOURNAL_FORMAT_VERSION) throw unreadable(sequence);
    const commandEnd = command + view.getUint32(start + COMMAND_LENGTH_OFFSET, true);
    const accountEnd = command + 2 + bytes[command + 1]!;
    const nameEnd = accountEnd + 1 + bytes[accountEnd]!;
    if (nameEnd > commandEnd || commandEnd > end) throw unreadable(sequence);
    this.#account = command + 2;
    this.#accountEnd = accountEnd;
    this.#fields = nameEnd;
    this.#fieldBytes = commandEnd - nameEnd;
    const timeMs = view.getFloat64(start + TIME_OFFSET, true);
    if (!this.#execute(bytes[command]!, sequence, timeMs)) this.#executeRarer(start, end, sequence);
    const chain = view.getUint32(start + CHAIN_OFFSET, true);
    if (chain !== this.#exchange.chain) {
      throw ReplayMismatchError.ofChain(sequence, chain, this.#exchange.chain);
    }
    if (nameEnd > accountEnd + 1) this.#names.keepReplayed(bytes, command + 1, nameEnd, sequence, timeMs);
  }

  #replayFormat1(batch: EventLogBatch, index: number): void {
    const sequence = batch.sequence(index);
    this.#format1.replay(batch.journal(index), batch.payload(index), sequence);
    const name = batch.journalStart(index) + COMMAND_OFFSET_1 + 1;
    const accountEnd = name + 1 + this.#bytes[name]!;
    const nameEnd = accountEnd + 1 + this.#bytes[accountEnd]!;
    if (nameEnd === accountEnd + 1) return;
    this.#names.keepReplayed(this.#bytes, name, nameEnd, sequence, this.#exchange.timeMs);
  }

  /** True when the command was one of the packed ones of an account. */
  #execute(kind: CommandKind, sequence: number, timeMs: number): boolean {
    const fieldBytes = this.#fieldBytes;
    if (kind === CommandKind.PlaceOrder && fieldBytes === PLACE_ORDER_BYTES) {
      this.#runPlace(sequence, timeMs);
    } else if (kind === CommandKind.CancelOrder && fieldBytes === CANCEL_ORDER_BYTES) {
      this.#exchange.run(this.#readCancel(), sequence, timeMs);
    } else if (kind === CommandKind.ReplaceOrder && fieldBytes === REPLACE_ORDER_BYTES) {
      this.#exchange.run(this.#readReplace(), sequence, timeMs);
    } else {
      return false;
    }
    return true;
  }

  #executeRarer(start: number, end: number, sequence: number): void {
    const { command, timeMs } = decodeCommand(this.#bytes.subarray(start, end));
    this.#exchange.execute(command, sequence, timeMs);
  }

  #runPlace(sequence: number, timeMs: number): void {
    const { accounts } = this.#exchange;
    const known = this.#accountNumber();
    const place = this.#place;
    const view = this.#view;
    const at = this.#fields;
    place.marketId = view.getUint32(at, true);
    place.runnerId = view.getUint32(at + 4, true);
    place.side = this.#bytes[at + 8]!;
    place.price = view.getFloat64(at + 9, true);
    place.size = view.getFloat64(at + 17, true);
    place.account = known === NOBODY ? accounts.nextNumber : known;
    const reason = this.#exchange.run(place, sequence, timeMs);
    if (known === NOBODY && reason === RejectReason.None) {
      accounts.keepIn(this.#bytes, this.#account, this.#accountEnd);
    }
  }

  #readCancel(): CancelOrder {
    const cancel = this.#cancel;
    cancel.account = this.#accountNumber();
    cancel.orderId = this.#view.getFloat64(this.#fields, true);
    cancel.size = this.#view.getFloat64(this.#fields + 8, true);
    return cancel;
  }

  #readReplace(): ReplaceOrder {
    const replace = this.#replace;
    replace.account = this.#accountNumber();
    replace.orderId = this.#view.getFloat64(this.#fields, true);
    replace.price = this.#view.getFloat64(this.#fields + 8, true);
    replace.size = this.#view.getFloat64(this.#fields + 16, true);
    return replace;
  }

  #accountNumber(): number {
    return this.#exchange.accounts.numberIn(this.#bytes, this.#account, this.#accountEnd);
  }

  #look(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

function unreadable(sequence: number): JournalFormatError {
  return new JournalFormatError(`the journal of sequence ${sequence} is cut short or of an unknown format`);
}
