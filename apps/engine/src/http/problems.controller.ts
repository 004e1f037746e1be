import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { sendJson, type HttpReply } from './http-reply.js';
import { Operation } from './operation.js';
import { ProblemError } from './problem.js';
import { PROBLEMS, isProblemCode } from './problem-catalog.js';

/** What the `type` of a problem leads to. */
@ApiTags('Problems')
@Controller('problems')
export class ProblemsController {
  @Get()
  @Operation({
    summary: 'List the problems',
    description:
      'Every code that `code` of a problem can have: first those of the edge, then those of the matcher in the order of its checks.',
    access: 'PUBLIC',
    status: 200,
    answer: { component: 'ProblemList', description: 'The codes' },
    refusals: ['REQUEST_INVALID'],
  })
  list(@Res() reply: HttpReply): void {
    const problems = Object.entries(PROBLEMS).map(([code, { status, title }]) => ({ code, status, title }));
    sendJson(reply, JSON.stringify({ problems }));
  }

  @Get(':code')
  @Operation({
    summary: 'Read what a problem means',
    description: 'The `type` of every problem leads here.',
    access: 'PUBLIC',
    status: 200,
    params: { code: { schema: z.string(), description: 'The code', example: 'PRICE_OFF_LADDER' } },
    answer: { component: 'ProblemDescription', description: 'What it means and what to do' },
    refusals: ['REQUEST_INVALID', 'PROBLEM_UNKNOWN'],
  })
  describe(@Param('code') code: string, @Res() reply: HttpReply): void {
    if (!isProblemCode(code)) throw new ProblemError('PROBLEM_UNKNOWN', `There is no problem ${code}.`);
    const { status, title, description } = PROBLEMS[code];
    sendJson(reply, JSON.stringify({ code, status, title, description }));
  }
}
