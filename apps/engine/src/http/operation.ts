import { applyDecorators, HttpCode } from '@nestjs/common';
import { ACCESS, ROLES, SECURITY_SCHEME, rolesOf, type AccessName } from '@backlay/service';
import { RouteConfig, RouteSchema } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiBody,
  ApiExtension,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  type ApiResponseOptions,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { z } from 'zod';
import { componentRef, type ComponentName } from './components.js';
import type { RouteFacts } from './fastify-adapter.js';
import { problemOf } from './problem.js';
import { PROBLEMS, type ProblemCode } from './problem-catalog.js';

type Components = NonNullable<OpenAPIObject['components']>;
type OpenApiSchema = Exclude<NonNullable<Components['schemas']>[string], { $ref: string }>;

/** A body that can be sent as it stands. */
export interface BodyExample {
  readonly summary: string;
  readonly value: unknown;
}

/** A path or query parameter. Its schema reads text: nothing is coerced before it is checked. */
export interface ParameterDocs {
  readonly schema: z.ZodType;
  readonly description: string;
  readonly example?: string | number;
  readonly optional?: boolean;
}

/** Everything that is said about one operation; validation and documentation are made from it. */
export interface OperationDocs {
  readonly summary: string;
  readonly description: string;
  /** Who may ask for it. */
  readonly access: AccessName;
  /** Status of success. */
  readonly status: 200 | 201;
  readonly body?: {
    readonly schema: z.ZodType;
    readonly examples: Readonly<Record<string, BodyExample>>;
    /** The body may be left out. */
    readonly optional?: boolean;
  };
  /** Largest body in bytes, when it is not the usual one. */
  readonly bodyLimit?: number;
  readonly params?: Readonly<Record<string, ParameterDocs>>;
  readonly query?: Readonly<Record<string, ParameterDocs>>;
  readonly answer: { readonly component: ComponentName; readonly description: string };
  /** Every code the operation can refuse with. */
  readonly refusals: readonly ProblemCode[];
}

/** What any operation with a body can refuse with before its command is looked at. */
export const BODY_REFUSALS = [
  'REQUEST_INVALID',
  'JSON_INVALID',
  'NUMBER_INEXACT',
  'REQUEST_TIMEOUT',
  'BODY_TOO_LARGE',
  'MEDIA_TYPE_UNSUPPORTED',
] as const satisfies readonly ProblemCode[];

/** What any command can be refused with, whatever it wants. */
export const COMMAND_REFUSALS = [
  ...BODY_REFUSALS,
  'COMMAND_ID_REUSED',
  'COMMAND_ID_EXPIRED',
  'COMMAND_ID_EARLY',
  'ENGINE_STARTING',
  'ENGINE_STOPPING',
  'ENGINE_OVERLOADED',
  'LOG_FAILED',
] as const satisfies readonly ProblemCode[];

/** What any read of the engine's state can be refused with. */
export const READ_REFUSALS = [
  'REQUEST_INVALID',
  'ENGINE_STARTING',
  'LOG_FAILED',
] as const satisfies readonly ProblemCode[];

/** What the doorkeeper can refuse in front of an operation. */
function accessRefusals(access: AccessName): ProblemCode[] {
  if (access === 'PUBLIC') return [];
  const isForAll = ACCESS[access].length === ROLES.length;
  return ['KEY_MISSING', 'KEY_INVALID', ...(isForAll ? [] : ['ROLE_FORBIDDEN' as const]), 'RATE_LIMITED'];
}

function accessText(access: AccessName): string {
  return access === 'PUBLIC' ? 'Needs no key.' : `Needs a key of the role ${rolesOf(access)}.`;
}

/** Validates the requests of a route with compiled schemas, and documents it. */
export function Operation(docs: OperationDocs): MethodDecorator {
  const facts: RouteFacts = {
    access: docs.access,
    ...(docs.bodyLimit !== undefined && { bodyLimit: docs.bodyLimit }),
  };
  return applyDecorators(
    HttpCode(docs.status),
    RouteConfig(facts),
    RouteSchema(validationOf(docs)),
    ApiOperation({ summary: docs.summary, description: `${docs.description} ${accessText(docs.access)}` }),
    ApiExtension('x-access', docs.access),
    ...(docs.access === 'PUBLIC' ? [] : [ApiBearerAuth(SECURITY_SCHEME)]),
    ...parameterDocs(docs),
    ...bodyDocs(docs),
    ApiResponse({
      status: docs.status,
      description: docs.answer.description,
      schema: { $ref: componentRef(docs.answer.component) },
    }),
    ...refusalDocs([...accessRefusals(docs.access), ...docs.refusals]),
  );
}

function validationOf({ body, params, query }: OperationDocs): object {
  return {
    ...(body && { body: bodyValidation(body.schema, body.optional === true) }),
    ...(params && { params: validationSchema(z.object(schemasOf(params))) }),
    querystring: validationSchema(z.strictObject(schemasOf(query ?? {}))),
  };
}

/** The schema of a body; one that may be left out is then null. */
export function bodyValidation(schema: z.ZodType, isOptional: boolean): object {
  const required = validationSchema(schema);
  // As two types, not as alternatives: of those ajv says less about what is wrong.
  return isOptional ? { ...required, type: ['object', 'null'] } : required;
}

function schemasOf(parameters: Readonly<Record<string, ParameterDocs>>): Record<string, z.ZodType> {
  const entries = Object.entries(parameters).map(([name, { schema, optional }]) => [
    name,
    optional ? schema.optional() : schema,
  ]);
  return Object.fromEntries(entries) as Record<string, z.ZodType>;
}

function validationSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return rest;
}

/** A schema as an OpenAPI 3.0 document has it. */
export function openApiSchema(schema: z.ZodType): OpenApiSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' });
  return rest as OpenApiSchema;
}

function parameterDocs({ params, query }: OperationDocs): MethodDecorator[] {
  const inPath = Object.entries(params ?? {}).map(([name, docs]) =>
    ApiParam({ name, description: docs.description, schema: parameterSchema(docs) }),
  );
  const inQuery = Object.entries(query ?? {}).map(([name, docs]) =>
    ApiQuery({
      name,
      description: docs.description,
      required: docs.optional !== true,
      schema: parameterSchema(docs),
    }),
  );
  return [...inPath, ...inQuery];
}

/** The example stands in the schema: beside one, Nest drops it. */
function parameterSchema({ schema, example }: ParameterDocs): OpenApiSchema {
  return { ...openApiSchema(schema), ...(example !== undefined && { example }) };
}

function bodyDocs({ body }: OperationDocs): MethodDecorator[] {
  if (body === undefined) return [];
  const examples = Object.fromEntries(
    Object.entries(body.examples).map(([name, { summary, value }]) => [name, { summary, value }]),
  );
  return [ApiBody({ schema: openApiSchema(body.schema), examples, required: body.optional !== true })];
}

function refusalDocs(refusals: readonly ProblemCode[]): MethodDecorator[] {
  const statuses = [...new Set(refusals.map((code) => PROBLEMS[code].status))].sort((a, b) => a - b);
  return statuses.map((status) => {
    const codes = refusals.filter((code) => PROBLEMS[code].status === status);
    const examples = Object.fromEntries(
      codes.map((code) => [code, { value: problemOf(code, { detail: PROBLEMS[code].description }) }]),
    );
    const response: ApiResponseOptions = {
      status,
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: componentRef('Problem') }, examples } },
    };
    return ApiResponse(response);
  });
}
