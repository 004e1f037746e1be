import { traderOfExample } from '@backlay/service';
import type { OpenAPIObject } from '@nestjs/swagger';
import { REJECT_REASONS } from '@backlay/matcher';
import { OPERATOR, SpecEngine, type SpecAnswer } from '../testing/spec-engine.js';
import { COMPONENTS, type ComponentName } from './components.js';
import { PROBLEMS, isProblemCode } from './problem-catalog.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = { name: string; in: string; schema?: { example?: string | number } };
type Media = { examples?: Record<string, { summary?: string; value: unknown }> };

/** Refusals that no request over HTTP can get: the edge refuses such commands by their form. */
const UNREACHABLE = ['SIDE_INVALID', 'ACCOUNT_INVALID', 'COMMAND_UNKNOWN'];

interface Documented {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function operationsOf(document: OpenAPIObject): Documented[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['post', 'get'] as const).flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }];
    }),
  );
}

/** Tags group operations in the page, in the order of the list of tags. */
function inPageOrder(document: OpenAPIObject): Documented[] {
  const tags = document.tags?.map(({ name }) => name) ?? [];
  const place = ({ operation }: Documented): number => tags.indexOf(operation.tags?.[0] ?? '');
  return operationsOf(document).sort((a, b) => place(a) - place(b));
}

/** The address that "Execute" calls: examples in the path and in the query. */
function urlOf({ path, operation }: Documented): string {
  const parameters = (operation.parameters ?? []) as Parameter[];
  const valueOf = (name: string): string => {
    const parameter = parameters.find((one) => one.name === name);
    if (parameter?.schema?.example === undefined) throw new Error(`${path}: ${name} has no example`);
    return String(parameter.schema.example);
  };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name));
  const query = parameters.filter((one) => one.in === 'query' && one.schema?.example !== undefined);
  return `${filled}?${query.map(({ name }) => `${name}=${valueOf(name)}`).join('&')}`;
}

function bodiesOf({ operation }: Documented): unknown[] {
  const body = operation.requestBody as { content: Record<string, Media> } | undefined;
  if (body === undefined) return [undefined];
  return Object.values(body.content['application/json']?.examples ?? {}).map(({ value }) => value);
}

/** They work at their time only: a position must have been matched, and the market be open. */
const MOMENTARY = new Set(['GET /v1/account/cash-out', 'POST /v1/account/cash-out']);

/** Sends an example as the page of a demo does: signed by whomever it speaks of. */
function execute(engine: SpecEngine, documented: Documented, body: unknown): Promise<SpecAnswer> {
  const url = urlOf(documented);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const signer = traderOfExample({ url, body: text, headers: {} }) ?? OPERATOR;
  return engine.send(documented.method, url, text, { signer });
}

function nameOf({ method, path }: Documented): string {
  return `${method} ${path}`;
}

function successOf({ operation }: Documented): number {
  return Number(Object.keys(operation.responses).find((status) => status.startsWith('2')));
}

/** The name of the schema of an operation's answer. */
function answerOf(documented: Documented): ComponentName {
  const response = JSON.stringify(documented.operation.responses[successOf(documented)]);
  return /#\/components\/schemas\/(\w+)/.exec(response)?.[1] as ComponentName;
}

/** The codes an operation says it can refuse with, by status. */
function refusalsOf({ operation }: Documented): { code: string; status: number }[] {
  return Object.entries(operation.responses).flatMap(([status, response]) => {
    const { content } = response as { content?: Record<string, Media> };
    const examples = content?.['application/problem+json']?.examples ?? {};
    return Object.keys(examples).map((code) => ({ code, status: Number(status) }));
  });
}

describe('the documentation', () => {
  let engine: SpecEngine;
  let document: OpenAPIObject;

  beforeAll(async () => {
    engine = await SpecEngine.start();
    document = (await engine.get('/docs-json')).body as unknown as OpenAPIObject;
  });
  afterAll(() => engine.end());

  it('has examples that all work when they are executed from top to bottom, and again', async () => {
    const operations = inPageOrder(document);
    expect(operations.length).toBeGreaterThan(20);
    const executeAll = async (isAgain: boolean): Promise<void> => {
      for (const documented of operations) {
        if (isAgain && documented.method === 'GET' && MOMENTARY.has(nameOf(documented))) continue;
        for (const body of bodiesOf(documented)) {
          const url = urlOf(documented);
          const answer = await execute(engine, documented, body);
          expect({ url, status: answer.status, text: answer.text }).toMatchObject({
            url,
            status: successOf(documented),
          });
          const schema = COMPONENTS[answerOf(documented)];
          expect({ url, error: schema.safeParse(answer.body).error }).toEqual({ url, error: undefined });
          const { results } = answer.body as { results?: { status: number }[] };
          for (const { status } of results ?? []) expect(status).toBeLessThan(300);
        }
      }
    };
    await executeAll(false);
    const before = await engine.fingerprint();
    await executeAll(true);
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('works as well when only the first example of each operation is executed', async () => {
    const other = await SpecEngine.start();
    try {
      for (const documented of inPageOrder(document)) {
        // What would undo the worked example has a form, but no example.
        const bodies = bodiesOf(documented);
        if (bodies.length === 0 || MOMENTARY.has(nameOf(documented))) continue;
        const answer = await execute(other, documented, bodies[0]);
        expect({ path: documented.path, status: answer.status }).toEqual({
          path: documented.path,
          status: successOf(documented),
        });
      }
    } finally {
      await other.end();
    }
  });

  it('describes every operation, and every answer by a named schema', () => {
    const schemas = document.components?.schemas ?? {};
    for (const { operation, path } of operationsOf(document)) {
      expect({ path, summary: operation.summary, description: operation.description }).toEqual({
        path,
        summary: expect.stringMatching(/\S/),
        description: expect.stringMatching(/\S/),
      });
    }
    const names = [...JSON.stringify(document.paths).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name,
    );
    expect(new Set(names)).toEqual(new Set(Object.keys(schemas)));
  });

  it('names every refusal of the matcher somewhere, with the status it has', () => {
    const documented = operationsOf(document).flatMap(refusalsOf);
    for (const { code, status } of documented) {
      if (!isProblemCode(code)) throw new Error(`${code} is no code`);
      expect({ code, status }).toEqual({ code, status: PROBLEMS[code].status });
    }
    const named = new Set(documented.map(({ code }) => code));
    const missing = REJECT_REASONS.map(({ name }) => name).filter((name) => !named.has(name));
    expect(missing.sort()).toEqual([...UNREACHABLE].sort());
  });

  it('is served with everything it needs from this server', async () => {
    const page = await engine.get('/docs');
    expect(page.status).toBe(200);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(assets.length).toBeGreaterThan(3);
    for (const address of assets) {
      expect(address).not.toMatch(/^(https?:)?\/\//);
      const asset = await engine.get(
        new URL(address, 'http://x/docs/').pathname.replace('/docs/docs/', '/docs/'),
      );
      expect({ address, status: asset.status }).toEqual({ address, status: 200 });
    }
  });

  it('describes every problem under its type', async () => {
    const { body } = await engine.get('/problems');
    const problems = body['problems'] as { code: string; status: number }[];
    expect(problems.map(({ code }) => code)).toEqual(Object.keys(PROBLEMS));
    for (const { code, status } of problems) {
      const described = await engine.get(`/problems/${code}`);
      expect(described.body).toMatchObject({ code, status, description: expect.stringMatching(/\S/) });
    }
  });
});
