import { readFile, stat } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { ConfigError } from '../environment.js';
import type { AccessSettings } from './access-settings.js';
import { isSecretOf, parseKey } from './api-key.js';
import { KeyFileError, parseKeyFile, type StoredKey } from './key-file.js';
import type { Principal } from './role.js';
import { TokenBucket } from './token-bucket.js';

/** How often the file is looked at, in ms: a revoked key works no longer than this. */
const LOOK_INTERVAL_MS = 500;

/** Most keys that are remembered as good. */
const VERIFIED_COUNT_MAX = 10_000;

/** A key that can be used. */
export interface RingKey {
  readonly principal: Principal;
  readonly secretHash: Buffer;
  readonly bucket: TokenBucket;
}

/** What makes one state of a file differ from another. */
type FileState = string;
const NO_FILE: FileState = 'none';

export const HOW_TO_MAKE_A_KEY = 'npm run keys -- create --role operator';

/**
 * The keys that are good at the moment. Follows the file: what is added or revoked there counts a moment later. A file that
 * cannot be read changes nothing, so that a slip of an editor locks nobody out.
 */
export class KeyRing {
  readonly #logger = new Logger('KeyRing');
  readonly #settings: AccessSettings;
  readonly #now: () => number;
  #keys: ReadonlyMap<string, RingKey> = new Map();
  /**
   * Keys that were good when they were presented, since the file was last read: hashing a secret again takes longer than all
   * else the guard does. A text that is no key gets no further than its own hash code, of which nobody outside knows the seed.
   */
  readonly #verified = new Map<string, RingKey>();
  #seen: FileState = NO_FILE;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #complaint = '';

  private constructor(settings: AccessSettings, now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  /**
   * Reads the file.
   * @param now a clock in ms that never runs backwards
   * @throws ConfigError when the file cannot be read, and in production also when there is no key in it
   */
  static async open(settings: AccessSettings, now = () => performance.now()): Promise<KeyRing> {
    const ring = new KeyRing(settings, now);
    try {
      await ring.#read();
    } catch (error) {
      throw new ConfigError(messageOf(error));
    }
    if (ring.isEmpty && settings.isProduction) {
      const without = `There is no API key in ${settings.keysFile}`;
      throw new ConfigError(`${without}: make one with ${HOW_TO_MAKE_A_KEY}, or set API_KEYS_FILE.`);
    }
    return ring;
  }

  /** Goes on looking at the file until {@link close}, and says so when there is no key to begin with. */
  follow(): void {
    if (this.isEmpty) {
      this.#logger.warn(
        `There is no API key in ${this.#settings.keysFile}: every protected request is refused until ${HOW_TO_MAKE_A_KEY} made one`,
      );
    }
    this.#timer = setInterval(() => void this.look(), LOOK_INTERVAL_MS).unref();
  }

  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  /** The key that a client presented, if it is a good one. */
  find(text: string): RingKey | undefined {
    const verified = this.#verified.get(text);
    if (verified !== undefined) return verified;
    const parts = parseKey(text);
    const key = parts && this.#keys.get(parts.keyId);
    if (key === undefined || !isSecretOf(parts?.secret ?? '', key.secretHash)) return undefined;
    if (this.#verified.size >= VERIFIED_COUNT_MAX) this.#verified.clear();
    this.#verified.set(text, key);
    return key;
  }

  /** Looks at the file now. Never fails: what cannot be read is logged, once. */
  look(): Promise<void> {
    this.#looking ??= this.#read()
      .catch((error: unknown) => this.#complain(error))
      .finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** Follows the file no longer. */
  close(): void {
    clearInterval(this.#timer);
  }

  /** Reads the file when it is another one than before. */
  async #read(): Promise<void> {
    const { keysFile } = this.#settings;
    const state = await stateOf(keysFile);
    if (state === this.#seen) return;
    if (state === NO_FILE) throw new KeyFileError(`The keys file ${keysFile} is gone.`);
    this.#take(parseKeyFile(await readFile(keysFile, 'utf8'), keysFile));
    this.#seen = state;
    this.#complaint = '';
  }

  /** Says the same thing once only, however often the file is looked at. */
  #complain(error: unknown): void {
    const complaint = messageOf(error);
    if (complaint !== this.#complaint) {
      this.#logger.error(`${complaint} The keys that were good before it stay so.`);
    }
    this.#complaint = complaint;
  }

  #take(stored: readonly StoredKey[]): void {
    const keys = new Map<string, RingKey>();
    for (const key of stored) {
      const perSecond = key.requestsPerSecond ?? this.#settings.requestsPerSecond;
      const before = this.#keys.get(key.keyId)?.bucket;
      const bucket = before?.perSecond === perSecond ? before : new TokenBucket(perSecond, this.#now());
      const secretHash = Buffer.from(key.secretSha256, 'hex');
      keys.set(key.keyId, { principal: principalOf(key), secretHash, bucket });
    }
    this.#keys = keys;
    this.#verified.clear();
  }
}

function principalOf(key: StoredKey): Principal {
  const { keyId, role } = key;
  return role === 'trader' ? { keyId, role, accountId: key.accountId } : { keyId, role };
}

async function stateOf(path: string): Promise<FileState> {
  try {
    const { ino, mtimeNs, size } = await stat(path, { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NO_FILE;
    throw error;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof KeyFileError) return error.message;
  return `The keys file cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}
