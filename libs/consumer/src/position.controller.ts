import { Access } from '@backlay/service';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConsumerState } from './consumer-state.js';
import { PositionView } from './position.js';

@ApiTags('position')
@Controller('v1/position')
export class PositionController {
  constructor(private readonly state: ConsumerState) {}

  /** The committed position: what every other answer of this app is based on, or newer. */
  @Get()
  @Access('ANY_KEY')
  @ApiOperation({
    summary: 'Which events are in these answers',
    description:
      'The last sequence whose rows are committed. Whatever is read afterwards contains at least these events.',
  })
  @ApiOkResponse({ standardSchema: PositionView })
  get(): Promise<PositionView> {
    return this.state.position();
  }
}
