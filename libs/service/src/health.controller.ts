import { Controller, Get, HttpCode, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from './access/access.decorator.js';
import { ProblemException } from './problem.js';

/** One thing an app cannot work without. */
export interface HealthCheck {
  readonly name: string;
  /** Resolves with the reason why it is not well, or undefined when it is. A rejection is a reason, too. */
  check(): Promise<string | undefined>;
}

/** Injection token of the list of checks. */
export const HEALTH_CHECKS = Symbol('HEALTH_CHECKS');

/** A check that takes longer counts as failed. */
export const HEALTH_CHECK_TIMEOUT_MS = 2_000;

const Healthy = z.object({ status: z.literal('ok'), checks: z.array(z.string()) });

/** For whoever starts, balances or watches the process. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  readonly #checks: readonly HealthCheck[];

  constructor(@Inject(HEALTH_CHECKS) checks: readonly HealthCheck[]) {
    this.#checks = checks;
  }

  /** The process runs; nothing else is looked at. */
  @Get('live')
  @Access('PUBLIC')
  @ApiOperation({ summary: 'Does the process run?' })
  @ApiOkResponse({ standardSchema: Healthy })
  live(): z.infer<typeof Healthy> {
    return { status: 'ok', checks: [] };
  }

  /** Everything the app needs is well, or 503 with the reasons. */
  @Get('ready')
  @Access('PUBLIC')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Is everything it needs well?',
    description: 'Otherwise 503, and the reasons in `errors`.',
  })
  @ApiOkResponse({ standardSchema: Healthy })
  @ApiServiceUnavailableResponse({ description: 'Not ready; `errors` has one reason per failed check' })
  async ready(): Promise<z.infer<typeof Healthy>> {
    const results = await Promise.all(this.#checks.map(runCheck));
    const errors = results.flatMap(({ name, reason }) =>
      reason === undefined ? [] : [{ pointer: name, detail: reason }],
    );
    if (errors.length === 0) return { status: 'ok', checks: results.map(({ name }) => name) };
    const detail = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
    throw new ProblemException({ status: 503, code: 'NOT_READY', detail, errors });
  }
}

async function runCheck(check: HealthCheck): Promise<{ name: string; reason: string | undefined }> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(
      () => resolve(`no answer within ${HEALTH_CHECK_TIMEOUT_MS} ms`),
      HEALTH_CHECK_TIMEOUT_MS,
    );
  });
  try {
    return { name: check.name, reason: await Promise.race([check.check(), timeout]) };
  } catch (error) {
    return { name: check.name, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
