import { parseExact, parseHundredths, parseSignedHundredths } from '../units/decimal.js';

/*
 * How answers are read: a reader turns a piece of JSON into what the client works with (decimals into whole numbers, times into
 * ms since 1970), or says what is wrong with it. Fields that nobody reads are left out, so that a newer server can say more.
 */

/** An answer that is not as it should be; the message names the place. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';

  constructor(
    readonly problem: string,
    readonly place: string = '',
  ) {
    super(place === '' ? problem : `${place}: ${problem}`);
  }

  within(name: string | number): AnswerError {
    return new AnswerError(this.problem, this.place === '' ? String(name) : `${name}.${this.place}`);
  }
}

/** @throws AnswerError */
export type Reader<T> = (value: unknown) => T;

/** What a reader gives. */
export type Read<R> = R extends Reader<infer T> ? T : never;

type Shape = Readonly<Record<string, Reader<unknown>>>;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The error with the name of the place in front. */
function within(name: string | number, error: unknown): unknown {
  return error instanceof AnswerError ? error.within(name) : error;
}

/** An object with at least these fields. */
export function fields<S extends Shape>(shape: S): Reader<{ readonly [K in keyof S]: Read<S[K]> }> {
  const readers = Object.entries(shape);
  return (value) => {
    if (!isObject(value)) throw new AnswerError('is no object');
    const result: Record<string, unknown> = {};
    let at = '';
    try {
      for (const [name, reader] of readers) {
        at = name;
        result[name] = reader(value[name]);
      }
    } catch (error) {
      throw within(at, error);
    }
    return result as { readonly [K in keyof S]: Read<S[K]> };
  };
}

export function list<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new AnswerError('is no list');
    return value.map((item, index) => {
      try {
        return reader(item);
      } catch (error) {
        throw within(index, error);
      }
    });
  };
}

/** Null, or left out by a server that has nothing to say. */
export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value) => (value === null ? null : reader(value));
}

export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value) => (value === undefined ? undefined : reader(value));
}

export const whole: Reader<number> = (value) => {
  if (!Number.isSafeInteger(value)) throw new AnswerError('is no whole number');
  return value as number;
};

export const text: Reader<string> = (value) => {
  if (typeof value !== 'string') throw new AnswerError('is no text');
  return value;
};

export const flag: Reader<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new AnswerError('is neither true nor false');
  return value;
};

export function oneOf<const T extends string>(...names: readonly T[]): Reader<T> {
  return (value) => {
    if (!names.includes(value as T)) throw new AnswerError(`is none of ${names.join(', ')}`);
    return value as T;
  };
}

/** A name of a set that may grow, such as reasons. */
export function name<T extends string>(): Reader<T> {
  return text as Reader<T>;
}

function decimalBy(parse: (decimal: string) => number): Reader<number> {
  return (value) => {
    try {
      return parse(text(value));
    } catch (error) {
      throw error instanceof RangeError ? new AnswerError(error.message) : error;
    }
  };
}

/** A price, a size or a percentage: hundredths. */
export const hundredths = decimalBy(parseHundredths);
/** Money, which may be below 0: minor units. */
export const money = decimalBy(parseSignedHundredths);
/** What is exact and not paid as it stands: ten-thousandths. */
export const exact = decimalBy(parseExact);

/** Ms since 1970. */
export const time: Reader<number> = (value) => {
  const timeMs = Date.parse(text(value));
  if (Number.isNaN(timeMs)) throw new AnswerError('is no time');
  return timeMs;
};
