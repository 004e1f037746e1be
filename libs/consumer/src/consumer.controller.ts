import { Access, ProblemBody, SameOriginGuard } from '@backlay/service';
import { Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ConsumerControl } from './consumer-control.js';
import { ConsumerState } from './consumer-state.js';
import { PositionView } from './position.js';

/** For the operator. */
@ApiTags('consumer')
@Controller('v1/consumer')
export class ConsumerController {
  constructor(
    private readonly control: ConsumerControl,
    private readonly state: ConsumerState,
  ) {}

  @Post('resume')
  @HttpCode(200)
  @UseGuards(SameOriginGuard)
  @ApiOperation({
    summary: 'Let a halted consumer try again',
    description:
      'It begins again at its checkpoint, with the very sequence that it halted in front of. Answers before that one is ' +
      'applied: `GET /v1/position` and `/health/ready` say how it went. Takes no body.',
  })
  @ApiOkResponse({ standardSchema: PositionView })
  @ApiForbiddenResponse({ standardSchema: ProblemBody, description: 'ROLE_FORBIDDEN, ORIGIN_FORBIDDEN' })
  @Access('OPERATOR')
  @ApiConflictResponse({ standardSchema: ProblemBody, description: 'CONSUMER_NOT_HALTED' })
  async resume(): Promise<PositionView> {
    await this.control.resume();
    return this.state.position();
  }
}
