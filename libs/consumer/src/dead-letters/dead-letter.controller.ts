import { ConsumerLedger } from '@backlay/persistence';
import { Access, ProblemBody, ProblemException, SameOriginGuard, type Page } from '@backlay/service';
import type { DeadLetter, DeadLetters } from '@backlay/transport';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { DEAD_LETTERS } from './dead-letter-store.js';
import {
  DeadLetterPage,
  DeadLetterQuery,
  OpenedDeadLetterView,
  RedriveView,
  letterIdParameter,
  presentLetter,
  presentOpened,
  type DeadLetterView,
} from './dead-letter.view.js';
import { Redriver } from './redriver.js';

/** For the operator: what the consumer could not apply and has gone past. */
@ApiTags('dead letters')
@ApiServiceUnavailableResponse({ standardSchema: ProblemBody, description: 'Redis or the database is away' })
@Controller('v1/dead-letters')
export class DeadLetterController {
  constructor(
    @Inject(DEAD_LETTERS) private readonly letters: DeadLetters,
    private readonly ledger: ConsumerLedger,
    private readonly redriver: Redriver,
  ) {}

  @Get()
  @Access('OPERATOR')
  @ApiOperation({
    summary: 'What could not be applied and was skipped',
    description:
      'Oldest first; pages are linked by `nextCursor`. Empty as long as the consumer halts in front of what it cannot apply.',
  })
  @ApiOkResponse({ standardSchema: DeadLetterPage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  async list(
    @Query({ schema: DeadLetterQuery }) { limit, cursor }: DeadLetterQuery,
  ): Promise<Page<DeadLetterView>> {
    const { letters, next } = await this.letters.list({ limit, after: cursor });
    return { items: letters.map(presentLetter), nextCursor: next ?? null };
  }

  @Get(':id')
  @Access('OPERATOR')
  @ApiOperation({
    summary: 'One letter with its events',
    description: 'Decoded when they can be, and the bytes as they came.',
  })
  @ApiParam({ name: 'id', example: '1-4711' })
  @ApiOkResponse({ standardSchema: OpenedDeadLetterView })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'DEAD_LETTER_UNKNOWN' })
  async get(@Param('id', { schema: letterIdParameter() }) id: string): Promise<OpenedDeadLetterView> {
    return presentOpened(await this.#find(id), this.ledger.identity.shard);
  }

  @Post(':id/redrive')
  @HttpCode(200)
  @UseGuards(SameOriginGuard)
  @ApiOperation({
    summary: 'Apply a letter now',
    description:
      'Applies its events in one transaction by the same rules, after everything that came behind them, and exactly once ' +
      'however often it is asked for; then the letter is removed. When they still cannot be applied nothing is written, ' +
      'the letter stays, and the answer says why. Takes no body.',
  })
  @ApiParam({ name: 'id', example: '1-4711' })
  @ApiOkResponse({ standardSchema: RedriveView })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiForbiddenResponse({ standardSchema: ProblemBody, description: 'ROLE_FORBIDDEN, ORIGIN_FORBIDDEN' })
  @Access('OPERATOR')
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'DEAD_LETTER_UNKNOWN' })
  @ApiConflictResponse({ standardSchema: ProblemBody, description: 'REDRIVE_FAILED, DEAD_LETTER_AHEAD' })
  async redrive(@Param('id', { schema: letterIdParameter() }) id: string): Promise<RedriveView> {
    return this.redriver.redrive(await this.#find(id));
  }

  async #find(id: string): Promise<DeadLetter> {
    const letter = await this.letters.get(id);
    if (letter !== undefined) return letter;
    throw new ProblemException({
      status: 404,
      code: 'DEAD_LETTER_UNKNOWN',
      detail: `There is no dead letter ${id} here; one that was redriven is gone.`,
    });
  }
}
