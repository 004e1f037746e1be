import { feedDocument } from './async-api.js';

type Tree = Record<string, unknown>;

function at(document: object, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, name) => (node as Tree)[name], document);
}

function* referencesIn(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [name, value] of Object.entries(node)) {
    if (name === '$ref' && typeof value === 'string') yield value;
    else yield* referencesIn(value);
  }
}

describe('the AsyncAPI document of the feed', () => {
  const document = feedDocument() as Tree;

  it('refers to nothing that is not there', () => {
    const references = [...referencesIn(document)];
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) expect(at(document, reference)).toBeDefined();
  });

  it('has every operation, and every message with its fields', () => {
    const messages = at(document, '#/components/messages') as Record<string, { payload: Tree }>;
    const delta = messages['marketsDelta']?.payload as { required: string[]; properties: Tree };
    expect(delta.required).toEqual(['op', 'id', 'shard', 'sequence', 'timeMs', 'markets', 'from']);
    expect(Object.keys(delta.properties)).toEqual(expect.arrayContaining(['removed', 'slowMs']));
    const subscribe = messages['subscribeMarkets']?.payload as { required: string[] };
    expect(subscribe.required).toEqual(['op', 'id', 'feed', 'marketIds']);
    expect((at(document, '#/operations/ask') as { messages: object[] }).messages).toHaveLength(6);
    expect((at(document, '#/operations/tell') as { messages: object[] }).messages).toHaveLength(9);
  });
});
