import { jest } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { AccessName, Problem } from '@backlay/service';
import { RunningConsumer } from '../../../libs/consumer/src/testing/running-consumer.js';
import {
  GUARD_CODES,
  accessTable,
  declaredOperations,
  expectedRefusal,
  type CallerName,
} from '../../../test/support/access.js';
import { waitFor } from '../../../test/support/wait.js';
import { startApp } from './app.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

/** Who may ask for what: an operation that is not in here, or is here in another way, fails the test. */
const TABLE: Readonly<Record<string, AccessName>> = {
  'GET /v1/markets/{marketId}/summary': 'ANY_KEY',
  'GET /v1/markets/{marketId}/runners': 'ANY_KEY',
  'GET /v1/markets/{marketId}/runners/{runnerId}/volume': 'ANY_KEY',
  'GET /v1/markets/{marketId}/runners/{runnerId}/candles': 'ANY_KEY',
  'GET /v1/markets/{marketId}/trades': 'ANY_KEY',
  'GET /v1/feed/markets': 'ANY_KEY',
  'GET /v1/position': 'ANY_KEY',
  'POST /v1/consumer/resume': 'OPERATOR',
  'GET /v1/dead-letters': 'OPERATOR',
  'GET /v1/dead-letters/{id}': 'OPERATOR',
  'POST /v1/dead-letters/{id}/redrive': 'OPERATOR',
  'GET /health/live': 'PUBLIC',
  'GET /health/ready': 'PUBLIC',
};
const KEYED = ['no key', 'garbage', 'viewer', 'owner', 'operator'] as const satisfies readonly CallerName[];

describe('access to analytics', () => {
  let analytics: RunningConsumer;
  let keys: Readonly<Record<(typeof KEYED)[number], string | undefined>>;

  beforeAll(async () => {
    analytics = await RunningConsumer.create(startApp);
    const { operator, viewer } = analytics.keys;
    const owner = analytics.keys.trader('alice');
    keys = {
      'no key': undefined,
      garbage: `blk_0123456789abcdef_${'A'.repeat(43)}`,
      viewer,
      owner,
      operator,
    };
    await waitFor(
      'the app to know the keys',
      async () => (await analytics.get('/v1/position', owner)).status === 200,
    );
  });
  afterAll(() => analytics?.destroy());

  it('is declared by every operation as the table has it', async () => {
    const { body } = await analytics.get<OpenAPIObject>('/docs-json');
    expect(accessTable(declaredOperations(body))).toEqual(TABLE);
  });

  const matrix = Object.entries(TABLE).flatMap(([name, access]) =>
    KEYED.map((caller) => ({ name, caller, refusal: expectedRefusal(caller, access) })),
  );

  it.each(matrix)('$name with $caller: $refusal', async ({ name, caller, refusal }) => {
    const [method = '', path = ''] = name.split(' ');
    const filled = path.replace('{marketId}', '1').replace('{runnerId}', '1').replace('{id}', '1-4711');
    const queries: Record<string, string> = { candles: '?interval=1m', 'feed/markets': '?marketIds=1' };
    const query = Object.entries(queries).find(([end]) => path.endsWith(end))?.[1] ?? '';
    const { status, body } = await analytics.send<Problem>(method, filled + query, keys[caller]);
    if (refusal === undefined) {
      expect(GUARD_CODES).not.toContain(body.code);
      expect([400, 401, 403, 405, 429, 500]).not.toContain(status);
    } else {
      expect(body.code).toBe(refusal);
    }
  });
});
