import type { ZodType, output } from 'zod';

/** Environment variables as a process finds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that cannot be used; the message is one sentence that names the variable and what it may be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** One environment variable: how it is checked, what holds when it is not set, and what may be written, in words. */
export interface Variable<Schema extends ZodType> {
  readonly schema: Schema;
  readonly defaultValue: string | undefined;
  /** Ends the sentence "X must be ...". */
  readonly allowed: string;
}

/** Variables by name. */
export type Variables = Readonly<Record<string, Variable<ZodType>>>;

/** The checked values of a set of variables. */
export type Settings<V extends Variables> = { readonly [Name in keyof V]: output<V[Name]['schema']> };

/**
 * Reads every variable; an empty one counts as not set.
 * @throws ConfigError for the first variable that cannot be used
 */
export function readEnvironment<const V extends Variables>(variables: V, env: Environment): Settings<V> {
  const settings = Object.entries(variables).map(([name, variable]) => [
    name,
    readVariable(name, variable, env),
  ]);
  return Object.fromEntries(settings) as Settings<V>;
}

/**
 * Reads one variable; an empty one counts as not set.
 * @throws ConfigError when it cannot be used
 */
export function readVariable<Schema extends ZodType>(
  name: string,
  { schema, defaultValue, allowed }: Variable<Schema>,
  env: Environment,
): output<Schema> {
  const given = env[name] === '' ? undefined : env[name];
  const parsed = schema.safeParse(given ?? defaultValue);
  if (parsed.success) return parsed.data;
  const problem = given === undefined ? 'is not set' : `is ${JSON.stringify(given)}`;
  throw new ConfigError(`${name} ${problem} but must be ${allowed}.`);
}
