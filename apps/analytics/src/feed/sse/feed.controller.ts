import type { SubscribeMarkets } from '@backlay/contracts';
import { Access, ProblemBody, ProblemException, notFound } from '@backlay/service';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { ServerResponse } from 'node:http';
import { FeedHub } from '../session/feed-hub.js';
import type { FeedMoment } from '../session/subscription.js';
import { eventStream } from './event-stream.js';
import { MARKETS_QUERY, parseLastEventId, subscribeRequest, type MarketsQuery } from './markets-query.js';

/** Fastify's reply, as far as it is needed. */
interface HijackableReply {
  hijack(): unknown;
  readonly raw: ServerResponse;
}

@ApiTags('feed')
@Controller('v1/feed')
export class FeedController {
  constructor(private readonly hub: FeedHub) {}

  /** The feed of markets for whoever only reads. */
  @Get('markets')
  @Access('ANY_KEY')
  @ApiOperation({
    summary: 'Markets as they change, as Server-Sent Events',
    description:
      'The messages that the WebSocket at `/v1/feed` has for a subscription of markets, one event each: an image, then deltas. ' +
      'A client that comes back with `Last-Event-ID` is told what came since. See docs/feed.md.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The `id` of the latest event' })
  @ApiOkResponse({
    description: 'A stream of events',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'MARKET_UNKNOWN' })
  @ApiServiceUnavailableResponse({ standardSchema: ProblemBody, description: 'FEED_NOT_LIVE, FEED_FULL' })
  stream(
    @Query({ schema: MARKETS_QUERY }) query: MarketsQuery,
    @Headers('authorization') authorization: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: HijackableReply,
  ): void {
    const moment = this.hub.moment();
    if (moment === undefined) throw unavailable('FEED_NOT_LIVE', 'The feed begins anew');
    const request = subscribeRequest(query, sinceOf(lastEventId));
    if (request.since === undefined) assertMarkets(query, moment);
    if (this.hub.isFull) throw unavailable('FEED_FULL', 'The feed has as many clients as it may');
    reply.hijack();
    const { raw } = reply;
    const session = this.hub.open(eventStream(raw, moment.epoch));
    if (session === undefined) return void raw.end();
    raw.on('close', () => session.left());
    session.authenticate(authorization.replace(/^Bearer +/i, ''), performance.now());
    session.receive(JSON.stringify(request), performance.now());
  }
}

function sinceOf(lastEventId: string | undefined): SubscribeMarkets['since'] {
  if (lastEventId === undefined) return undefined;
  const since = parseLastEventId(lastEventId);
  if (since !== undefined) return since;
  const error = { pointer: 'Last-Event-ID', detail: 'must be the id of an event of this feed' };
  throw new ProblemException({
    status: 400,
    code: 'REQUEST_INVALID',
    detail: `${error.pointer} ${error.detail}.`,
    errors: [error],
  });
}

/** @throws ProblemException (404) when the feed does not have one of them */
function assertMarkets({ marketIds }: MarketsQuery, { markets }: FeedMoment): void {
  if (marketIds === 'ALL') return;
  const unknown = marketIds.find((marketId) => markets.get(marketId) === undefined);
  if (unknown !== undefined) throw notFound('market', unknown);
}

function unavailable(code: string, why: string): ProblemException {
  return new ProblemException({ status: 503, code, detail: `${why}; come again in a moment.` });
}
