import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

/** How far a consumer has come. */
export const PositionView = z
  .object({
    shard: z.int().meta({ example: 0 }),
    epoch: z
      .int()
      .meta({ description: 'Epoch under which the last applied range was delivered', example: 1 }),
    sequence: z
      .int()
      .meta({ description: 'Everything up to it is applied, nothing above it is', example: 4 }),
    lag: z.int().nullable().meta({
      description: 'Sequences in the stream that are not applied yet; null when not known',
      example: 0,
    }),
    status: z.string().meta({ description: 'State of the connection to the stream', example: 'connected' }),
  })
  .meta({ id: 'Position' });

export type PositionView = z.infer<typeof PositionView>;

/** Knows the position. */
export interface PositionReader {
  read(): Promise<PositionView>;
}

/** Injection token of the {@link PositionReader}. */
export const POSITION_READER = Symbol('POSITION_READER');

@ApiTags('position')
@Controller('v1/position')
export class PositionController {
  constructor(@Inject(POSITION_READER) private readonly reader: PositionReader) {}

  /** The committed position: what every other answer of this app is based on, or newer. */
  @Get()
  @ApiOperation({
    summary: 'Which events are in these answers',
    description:
      'The last sequence whose rows are committed. Whatever is read afterwards contains at least these events.',
  })
  @ApiOkResponse({ standardSchema: PositionView })
  get(): Promise<PositionView> {
    return this.reader.read();
  }
}
