import { portVariable, readVariable, type Environment } from '@backlay/service';
import { z } from 'zod';

const DEFAULT_PORTS = { ENGINE: 3000, STORAGE: 3001 } as const;

/**
 * Where another app is, by `<NAME>_URL`; unless it is told, on this machine at the port that the other itself would take.
 * @throws ConfigError when what is told cannot be used
 */
export function appUrl(name: keyof typeof DEFAULT_PORTS, env: Environment): string {
  const port = readVariable(`${name}_PORT`, portVariable(DEFAULT_PORTS[name]), env);
  const variable = {
    schema: z.string().regex(/^https?:\/\/[^/?#\s@]+\/?$/),
    defaultValue: `http://127.0.0.1:${port}`,
    allowed: 'an http:// or https:// URL without a path',
  };
  return readVariable(`${name}_URL`, variable, env);
}
