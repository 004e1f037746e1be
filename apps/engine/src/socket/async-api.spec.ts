import { readFileSync } from 'node:fs';
import { SOCKET_CLOSE } from '@backlay/contracts';
import { SpecEngine } from '../testing/spec-engine.js';
import { AUTHENTICATE, SOCKET_MESSAGE, commandSchema } from './message.schema.js';
import { SOCKET_OPERATIONS, type SocketOperation } from './socket-operations.js';

type Tree = Record<string, unknown>;

describe('the AsyncAPI document of the commands', () => {
  it('is served to everybody, with a message and an answer for each operation', async () => {
    const engine = await SpecEngine.start();
    try {
      const { status, body } = await engine.as(undefined).get('/docs/commands.json');
      expect(status).toBe(200);
      const { messages } = body['components'] as { messages: Record<string, { payload: Tree }> };
      for (const op of Object.keys(SOCKET_OPERATIONS)) {
        expect(messages[op]?.payload).toMatchObject({ properties: { op: { const: op } } });
        expect(messages[`${op}Done`]?.payload).toMatchObject({ required: ['id', 'status', 'body'] });
      }
      const place = messages['place']?.payload as { properties: { body: { required: string[] } } };
      expect(place.properties.body.required).toEqual(['marketId', 'runnerId', 'side', 'price']);
    } finally {
      await engine.end();
    }
  });
});

describe('docs/api.md, of the commands over WebSocket', () => {
  const [, section = ''] =
    /## Commands over WebSocket\n([^]+?)\n## /.exec(readFileSync('docs/api.md', 'utf8')) ?? [];
  const requests = [
    AUTHENTICATE,
    ...Object.entries<SocketOperation>(SOCKET_OPERATIONS).map(([op, operation]) =>
      commandSchema(op, operation),
    ),
  ];

  it('shows what there is', () => {
    const examples = [...section.matchAll(/^\{.*\}$/gm)].map(([text]) => JSON.parse(text) as unknown);
    expect(examples.length).toBeGreaterThan(4);
    for (const example of examples) {
      const isRequest = requests.some((schema) => schema.safeParse(example).success);
      expect({ example, fits: isRequest !== SOCKET_MESSAGE.safeParse(example).success }).toEqual({
        example,
        fits: true,
      });
    }
  });

  it('names every operation, and every way in which a connection ends', () => {
    for (const op of Object.keys(SOCKET_OPERATIONS)) expect(section).toContain(`\`${op}\``);
    for (const [reason, code] of Object.entries(SOCKET_CLOSE))
      expect(section).toContain(`| ${code} | \`${reason}\``);
  });
});
