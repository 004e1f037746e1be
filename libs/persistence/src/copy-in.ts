import type { Connection, Submittable } from 'pg';

/** What `pg` has on its connection and its types lack. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/**
 * A COPY ... FROM STDIN, to be given to `client.query` while nothing else is under way there, and then the data. It may be
 * sent before the server asks for it: what follows a statement that was refused is passed over, as the protocol has it.
 */
export class CopyIn implements Submittable {
  /** Settles when the server has taken everything in, or has refused it. */
  readonly done: Promise<void>;
  #connection: CopyConnection | undefined;
  #resolve: () => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(private readonly statement: string) {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  write(chunk: Buffer): void {
    this.#connection?.sendCopyFromChunk(chunk);
  }

  end(): void {
    this.#connection?.endCopyFrom();
  }

  /** Gives up: the server refuses the whole of it for this reason. */
  fail(reason: string): void {
    this.#connection?.sendCopyFail(reason);
  }

  // What follows is called by the client of `pg`.

  submit(connection: Connection): void {
    this.#connection = connection as CopyConnection;
    connection.query(this.statement);
  }

  handleCopyInResponse(): void {}

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#resolve();
  }

  handleError(error: Error): void {
    this.#reject(error);
  }
}
