import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiExtension,
  ApiForbiddenResponse,
  ApiResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { ProblemBody } from '../problem.js';
import type { AccessRoute } from './guard-routes.js';
import { ROLES, ACCESS, type AccessName } from './role.js';

/** Name of the way to sign a request, in the documents. */
export const SECURITY_SCHEME = 'apiKey';
export const SECURITY_SCHEME_OPTIONS = {
  type: 'http',
  scheme: 'bearer',
  description:
    'An API key: `blk_<keyId>_<secret>`. `npm run keys -- create` makes one, `npm start` shows those of its demo.',
} as const;

/** Says who may ask for an operation: the guard and the documentation read it. */
export function Access(access: AccessName): MethodDecorator {
  const config: AccessRoute = { access };
  const declared = [RouteConfig(config), ApiExtension('x-access', access)];
  if (access === 'PUBLIC') return applyDecorators(...declared);
  return applyDecorators(
    ...declared,
    ApiBearerAuth(SECURITY_SCHEME),
    ApiUnauthorizedResponse({ standardSchema: ProblemBody, description: 'KEY_MISSING, KEY_INVALID' }),
    ...(ACCESS[access].length < ROLES.length
      ? [ApiForbiddenResponse({ standardSchema: ProblemBody, description: 'ROLE_FORBIDDEN' })]
      : []),
    ApiResponse({ status: 429, standardSchema: ProblemBody, description: 'RATE_LIMITED' }),
  );
}
