/** A reply as Redis' protocol (version 2) has it; a string is a bulk string, `Status` a simple one. */
export type Reply = null | number | string | Buffer | Status | RedisError | readonly Reply[] | NullArray;

export class Status {
  constructor(readonly text: string) {}
}

/** A refusal: its first word, in capitals, names the kind. */
export class RedisError extends Error {}

/** What a command that would give a list says when there is none. */
export class NullArray {}

export const OK = new Status('OK');
export const NULL_ARRAY = new NullArray();

export function encodeReply(reply: Reply): Buffer {
  const parts: Buffer[] = [];
  write(parts, reply);
  return Buffer.concat(parts);
}

function write(parts: Buffer[], reply: Reply): void {
  if (reply === null) parts.push(Buffer.from('$-1\r\n'));
  else if (reply instanceof NullArray) parts.push(Buffer.from('*-1\r\n'));
  else if (reply instanceof Status) parts.push(Buffer.from(`+${reply.text}\r\n`));
  else if (reply instanceof RedisError) parts.push(Buffer.from(`-${reply.message}\r\n`));
  else if (typeof reply === 'number') parts.push(Buffer.from(`:${reply}\r\n`));
  else if (typeof reply === 'string' || Buffer.isBuffer(reply)) {
    const bytes = Buffer.from(reply);
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'));
  } else {
    parts.push(Buffer.from(`*${reply.length}\r\n`));
    for (const item of reply) write(parts, item);
  }
}

/** Cuts what a client sends into commands, however the network has cut it. */
export class CommandParser {
  #bytes: Buffer = Buffer.alloc(0);

  /** @returns the commands that are complete now */
  add(bytes: Buffer): Buffer[][] {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    const commands: Buffer[][] = [];
    for (let command = this.#take(); command !== undefined; command = this.#take()) commands.push(command);
    return commands;
  }

  #take(): Buffer[] | undefined {
    const head = lineAt(this.#bytes, 0);
    if (head === undefined) return undefined;
    const words: Buffer[] = [];
    let at = head.end;
    for (let count = head.number; count > 0; count--) {
      const size = lineAt(this.#bytes, at);
      if (size === undefined || this.#bytes.length < size.end + size.number + 2) return undefined;
      words.push(this.#bytes.subarray(size.end, size.end + size.number));
      at = size.end + size.number + 2;
    }
    this.#bytes = this.#bytes.subarray(at);
    return words;
  }
}

/** The number in a line like `*3` or `$12`, and where the next line begins. */
function lineAt(bytes: Buffer, start: number): { number: number; end: number } | undefined {
  const end = bytes.indexOf('\r\n', start);
  if (end === -1) return undefined;
  return {
    number: Number(bytes.toString('latin1', start + 1, end)),
    end: end + 2,
  };
}
