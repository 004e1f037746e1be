import { z } from 'zod';
import { parseHundredths, parseSignedHundredths } from './decimal.js';
import { HttpClient, ServerError } from './http-client.js';
import type { RequestKeys } from './request-keys.js';

/** What a consumer of the engine's events says was traded on one runner, as it stands: not voided, at the price it has now. */
export interface RunnerVolume {
  trades: number;
  /** Price in hundredths to size in minor units, the backer's side only. */
  readonly sizeByPrice: Map<number, number>;
}

/** How far a consumer has come. */
export interface ConsumerPosition {
  readonly sequence: number;
  readonly status: string;
}

/** What storage and analytics have in common for whoever checks them. */
export interface ConsumerClient {
  readonly appName: 'storage' | 'analytics';
  position(): Promise<ConsumerPosition>;
  volume(marketId: number, runnerId: number): Promise<RunnerVolume>;
  close(): void;
}

const hundredths = z.string().transform(parseHundredths);

const positionAnswer = z.object({ sequence: z.number(), status: z.string() });

const tradePage = z.object({
  items: z.array(z.object({ currentPrice: hundredths.nullable(), size: hundredths })),
  nextCursor: z.string().nullable(),
});

const volumeAnswer = z.object({
  prices: z.array(z.object({ price: hundredths, size: hundredths, tradeCount: z.number() })),
});

const signedHundredths = z.string().transform(parseSignedHundredths);

const accountAnswer = z.object({ balance: signedHundredths });

const settlementAnswer = z.object({
  settlement: z.object({ commission: signedHundredths, rounding: signedHundredths }),
});

/** What the exchange itself got by a settlement, in minor units. */
export type SettlementSums = z.output<typeof settlementAnswer>['settlement'];

const PAGE_ROWS = 1000;

/** The storage app: every trade, counted here one by one, and the ledger. */
export class StorageClient implements ConsumerClient {
  readonly appName = 'storage';
  private readonly http: HttpClient;

  constructor(baseUrl: string, { operator }: RequestKeys) {
    this.http = new HttpClient(this.appName, baseUrl, operator);
  }

  position(): Promise<ConsumerPosition> {
    return read(this.http, this.appName, { path: '/v1/position', schema: positionAnswer });
  }

  async volume(marketId: number, runnerId: number): Promise<RunnerVolume> {
    const volume: RunnerVolume = { trades: 0, sizeByPrice: new Map() };
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = new URLSearchParams({
        marketId: String(marketId),
        runnerId: String(runnerId),
        limit: String(PAGE_ROWS),
      });
      if (cursor !== '') query.set('cursor', cursor);
      const page: z.output<typeof tradePage> = await read(this.http, this.appName, {
        path: `/v1/trades?${query.toString()}`,
        schema: tradePage,
      });
      for (const { currentPrice: price, size } of page.items) {
        if (price === null) continue;
        volume.trades += 1;
        volume.sizeByPrice.set(price, (volume.sizeByPrice.get(price) ?? 0) + size);
      }
      cursor = page.nextCursor;
    }
    return volume;
  }

  /** What the ledger says an account has, in minor units. */
  async balance(accountId: string): Promise<number> {
    const path = `/v1/accounts/${accountId}`;
    return (await read(this.http, this.appName, { path, schema: accountAnswer })).balance;
  }

  async settlement(marketId: number): Promise<SettlementSums> {
    const path = `/v1/markets/${marketId}/settlement`;
    return (await read(this.http, this.appName, { path, schema: settlementAnswer })).settlement;
  }

  close(): void {
    this.http.close();
  }
}

/** The analytics app: its own sums. */
export class AnalyticsClient implements ConsumerClient {
  readonly appName = 'analytics';
  private readonly http: HttpClient;

  constructor(baseUrl: string, { operator }: RequestKeys) {
    this.http = new HttpClient(this.appName, baseUrl, operator);
  }

  position(): Promise<ConsumerPosition> {
    return read(this.http, this.appName, { path: '/v1/position', schema: positionAnswer });
  }

  async volume(marketId: number, runnerId: number): Promise<RunnerVolume> {
    const path = `/v1/markets/${marketId}/runners/${runnerId}/volume`;
    const { prices } = await read(this.http, this.appName, { path, schema: volumeAnswer });
    return {
      trades: prices.reduce((sum, { tradeCount }) => sum + tradeCount, 0),
      sizeByPrice: new Map(prices.map(({ price, size }) => [price, size])),
    };
  }

  close(): void {
    this.http.close();
  }
}

async function read<T>(
  http: HttpClient,
  appName: string,
  { path, schema }: { readonly path: string; readonly schema: z.ZodType<T> },
): Promise<T> {
  const { status, body } = await http.get(path);
  const parsed = schema.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  const said = JSON.stringify(body)?.slice(0, 200) ?? 'nothing';
  throw new ServerError(`The ${appName} answers GET ${path} with ${status}: ${said}`);
}
