import { readFileSync } from 'node:fs';
import { PROBLEMS } from './problem-catalog.js';

describe('docs/api.md', () => {
  it('lists every problem in the order of the checks, with its status and its meaning', () => {
    const rows = readFileSync('docs/api.md', 'utf8').matchAll(/^\| (\d{3}) \| `([A-Z_]+)` \| (.+) \|$/gm);
    const documented = [...rows].map(([, status, code, description]) => [code, Number(status), description]);
    const actual = Object.entries(PROBLEMS).map(([code, { status, description }]) => [
      code,
      status,
      description,
    ]);
    expect(documented).toEqual(actual);
  });
});
