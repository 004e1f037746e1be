import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { JSON_MEDIA_TYPE, type HttpReply } from '../http/http-reply.js';
import { Operation } from '../http/operation.js';
import { HealthService } from './health.service.js';

/** For load balancers and launchers. */
@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @Operation({
    summary: 'Is the process alive?',
    description: 'Answers as long as the process can answer anything.',
    access: 'PUBLIC',
    status: 200,
    answer: { component: 'Health', description: 'It is' },
    refusals: ['REQUEST_INVALID'],
  })
  live(@Res() reply: HttpReply): void {
    send(reply, 200, { status: 'ok', reasons: [] });
  }

  @Get('ready')
  @Operation({
    summary: 'Does the engine take commands?',
    description:
      'No, with 503 and the reasons, while the log is replayed, after the log has failed, when another engine has taken over the stream, and while the engine stops.',
    access: 'PUBLIC',
    status: 200,
    answer: { component: 'Health', description: 'It does' },
    refusals: ['REQUEST_INVALID'],
  })
  ready(@Res() reply: HttpReply): void {
    const reasons = this.health.reasonsAgainst();
    send(reply, reasons.length === 0 ? 200 : 503, {
      status: reasons.length === 0 ? 'ready' : 'not ready',
      reasons,
    });
  }
}

function send(reply: HttpReply, status: number, body: { status: string; reasons: readonly string[] }): void {
  reply.status(status).header('Content-Type', JSON_MEDIA_TYPE).send(JSON.stringify(body));
}
