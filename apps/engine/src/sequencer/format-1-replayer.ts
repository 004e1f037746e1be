import { EventGroupEncoder } from '@backlay/contracts';
import type { Exchange } from '../matching/exchange.js';
import { decodeCommand } from './command-codec.js';
import { ReplayMismatchError } from './replay-mismatch.js';

/** Replays journals of format 1, which have no chain: the events are made again and compared with those of the log. */
export class Format1Replayer {
  readonly #exchange: Exchange;
  readonly #shard: number;
  readonly #encoder = new EventGroupEncoder();

  constructor(exchange: Exchange, shard: number) {
    this.#exchange = exchange;
    this.#shard = shard;
  }

  /**
   * @throws ReplayMismatchError when the command makes other events than the payload has
   * @throws JournalFormatError when the journal cannot be read
   */
  replay(journal: Buffer, payload: Buffer, sequence: number): void {
    const { command, timeMs } = decodeCommand(journal);
    const reason = this.#exchange.execute(command, sequence, timeMs);
    this.#encoder.begin({ shard: this.#shard, sequence, timeMs });
    this.#exchange.tellEvents(command, reason, this.#encoder);
    const made = this.#encoder.end();
    if (!made.equals(payload)) throw ReplayMismatchError.ofEvents(sequence);
  }
}
