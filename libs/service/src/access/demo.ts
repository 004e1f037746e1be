import { readFileSync } from 'node:fs';
import type { SwaggerCustomOptions } from '@nestjs/swagger';
import { demoKeysFileOf, type AccessSettings } from './access-settings.js';
import { parsePlainKeys, type PlainKeys } from './plain-keys.js';

/** A request as Swagger UI hands it to its interceptor. */
export interface ExampleRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers: Record<string, string>;
  /** JSON, as text or as the value that becomes it. */
  readonly body?: unknown;
}

/** The account whose trader signs an example; undefined stands for the operator. */
export type ExampleSigner = (request: ExampleRequest) => string | undefined;

/**
 * Who signs an example of the engine: what is about orders, or the key's own account, the trader whose name stands in the commandId
 * (`1763871000123-bob-1`), or else alice (bob, who has something to close, for a cash-out), everything else the operator. Its text goes into a page, so it stands on nothing
 * outside itself.
 */
export function traderOfExample({ url, body }: ExampleRequest): string | undefined {
  const path = url.replace(/^https?:\/\/[^/]+/, '');
  if (!/^\/v1\/(orders|account)(\/|\?|$)/.test(path)) return undefined;
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
  const [, named] = /"commandId"\s*:\s*"\d{13}-([A-Za-z]+)-/.exec(text) ?? [];
  return named ?? (path.startsWith('/v1/account/cash-out') ? 'bob' : 'alice');
}

/** Everything is the operator's: for apps whose examples only read. Goes into a page, too. */
export function operatorOfExample(): undefined {
  return undefined;
}

/**
 * The demo keys, when this is a demo: `npm start` has put them beside the keys file, and it is not production.
 * @throws KeyFileError when the file is not what `npm start` writes
 */
export function readDemoKeys({ keysFile, isProduction }: AccessSettings): PlainKeys | undefined {
  if (isProduction) return undefined;
  try {
    const file = demoKeysFileOf(keysFile);
    return parsePlainKeys(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * What makes the documentation page of a demo sign the requests of whoever has not signed in; nothing when it is no demo.
 * Such a page holds keys: whoever can open it can use them.
 */
export function demoPage(settings: AccessSettings, signerOf: ExampleSigner): SwaggerCustomOptions {
  const keys = readDemoKeys(settings);
  if (keys === undefined) return {};
  return {
    customJsStr: `globalThis.signExample = (${signExample.toString()}).bind(undefined, ${JSON.stringify(keys)}, ${signerOf.toString()});`,
    swaggerOptions: { requestInterceptor: callSignExample },
  };
}

/** Goes into the page as text, where {@link demoPage} has put the function that it calls. */
function callSignExample(request: ExampleRequest): ExampleRequest {
  return (globalThis as unknown as { signExample: (one: ExampleRequest) => ExampleRequest }).signExample(
    request,
  );
}

/** Goes into the page as text. */
function signExample(keys: PlainKeys, signerOf: ExampleSigner, request: ExampleRequest): ExampleRequest {
  const isSigned = Object.keys(request.headers).some((name) => name.toLowerCase() === 'authorization');
  if (isSigned) return request;
  const accountId = signerOf(request);
  const key = accountId === undefined ? keys.operator : keys.traders[accountId];
  if (key !== undefined) request.headers['Authorization'] = `Bearer ${key}`;
  return request;
}
