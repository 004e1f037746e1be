import type { FieldError } from './problem.js';

/** What the schema validator says of one place; a part of ajv's error object with `verbose` on. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: {
    readonly description?: string;
    readonly properties?: Readonly<Record<string, unknown>>;
  };
}

/** Which part of the request was validated, in Fastify's words. */
export type RequestPart = 'body' | 'params' | 'querystring' | 'headers';

/**
 * The first thing that is wrong, in words that say what is allowed. A value that fits none of several alternatives
 * has an error for each of them and one for all: the last one.
 */
export function fieldErrorOf(errors: readonly SchemaError[], part: RequestPart): FieldError {
  const error = errors.at(-1);
  if (error === undefined) return { pointer: '', detail: 'is not valid' };
  const { pointer, detail } = describe(error);
  return { pointer: placeOf(pointer, part), detail };
}

function describe({ keyword, instancePath, message, params, parentSchema }: SchemaError): FieldError {
  switch (keyword) {
    case 'required':
      return { pointer: `${instancePath}/${String(params['missingProperty'])}`, detail: 'is missing' };
    case 'additionalProperties':
      return {
        pointer: `${instancePath}/${escapePointer(String(params['additionalProperty']))}`,
        detail: `is not known here; allowed are ${Object.keys(parentSchema?.properties ?? {}).join(', ')}`,
      };
    case 'anyOf':
    case 'oneOf':
    case 'pattern':
      return { pointer: instancePath, detail: `must be ${parentSchema?.description ?? 'of another form'}` };
    case 'enum':
      return { pointer: instancePath, detail: `must be one of ${listOf(params['allowedValues'])}` };
    case 'type':
      return {
        pointer: instancePath,
        detail: `must be ${parentSchema?.description ?? typeName(params['type'])}`,
      };
    default:
      return { pointer: instancePath, detail: message ?? 'is not valid' };
  }
}

function placeOf(pointer: string, part: RequestPart): string {
  if (part === 'params') return pointer.replace(/^\//, ':');
  if (part === 'querystring') return pointer.replace(/^\//, '?');
  return pointer === '' ? 'The body' : pointer;
}

function typeName(type: unknown): string {
  if (Array.isArray(type))
    return type
      .filter((name) => name !== 'null')
      .map(typeName)
      .join(' or ');
  return type === 'object' ? 'a JSON object' : `of type ${String(type)}`;
}

function listOf(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : String(values);
}

function escapePointer(key: string): string {
  return key.slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1');
}
