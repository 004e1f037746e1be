import { parseArgs } from 'node:util';

/**
 * Reads options that are whole numbers above 0: `--commands 300000 --rounds 3`.
 * @param defaults names of the options and their values when they are not given
 * @throws Error that names the option which is none, or has no such number
 */
export function readNumbers<Name extends string>(
  args: readonly string[],
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = Object.keys(defaults) as Name[];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ args: [...args], options });
  const numbers: Record<Name, number> = { ...defaults };
  for (const name of names) {
    const text = values[name];
    if (text === undefined) continue;
    const value = Number(text);
    if (!(Number.isSafeInteger(value) && value > 0))
      throw new Error(`--${name} must be a whole number above 0, not "${text}"`);
    numbers[name] = value;
  }
  return numbers;
}
