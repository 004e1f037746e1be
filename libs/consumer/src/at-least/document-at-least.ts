import type { OpenAPIObject } from '@nestjs/swagger';
import { AT_LEAST_WAIT_MS } from './applied-waiter.js';

const PARAMETER = {
  name: 'atLeast',
  in: 'query',
  required: false,
  description: `A sequence, such as that of an answer of the engine: the answer contains it. Waited for up to ${AT_LEAST_WAIT_MS / 1000} s, then 503 NOT_YET`,
  schema: { type: 'integer', minimum: 1 },
} as const;

/** Adds `atLeast` to every read of the document that needs a key. */
export function documentAtLeast(document: OpenAPIObject): OpenAPIObject {
  for (const { get } of Object.values(document.paths)) {
    if (get?.security === undefined) continue;
    get.parameters = [...(get.parameters ?? []), PARAMETER];
    get.responses['503'] ??= { description: 'NOT_YET, DATABASE_UNAVAILABLE' };
  }
  return document;
}
