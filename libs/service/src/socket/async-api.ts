import { z } from 'zod';

/** One kind of message: the schema that checks it also describes it. */
export interface DescribedMessage {
  readonly schema: z.ZodType;
  readonly summary: string;
}

/** What is said about the messages that go over one WebSocket. */
export interface SocketDocs {
  readonly title: string;
  readonly description: string;
  /** The name of the channel in the document. */
  readonly channel: string;
  /** Path of the upgrade. */
  readonly address: string;
  /** What a client may send, by name. */
  readonly requests: Readonly<Record<string, DescribedMessage>>;
  /** What the server says, by name. */
  readonly messages: Readonly<Record<string, DescribedMessage>>;
}

/** An AsyncAPI 3 document of a WebSocket with one JSON object in each text frame. */
export function asyncApiDocument(docs: SocketDocs): object {
  const { title, description, channel, address, requests, messages } = docs;
  const all = { ...requests, ...messages };
  const operation = (action: 'send' | 'receive', summary: string, names: readonly string[]): object => ({
    action,
    summary,
    channel: { $ref: `#/channels/${channel}` },
    messages: names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
  });
  return {
    asyncapi: '3.0.0',
    info: { title, version: '1', description },
    defaultContentType: 'application/json',
    channels: {
      [channel]: {
        address,
        description: 'One JSON object in each text frame.',
        messages: Object.fromEntries(
          Object.keys(all).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
        bindings: { ws: { bindingVersion: '0.1.0' } },
      },
    },
    operations: {
      ask: operation('receive', 'What a client may send', Object.keys(requests)),
      tell: operation('send', 'What the server says', Object.keys(messages)),
    },
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, blk_<keyId>_<secret>' },
      },
      messages: Object.fromEntries(
        Object.entries(all).map(([name, { schema, summary }]) => [
          name,
          { name, summary, payload: z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) },
        ]),
      ),
    },
  };
}
