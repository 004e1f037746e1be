import { jest } from '@jest/globals';
import type { Page, Problem } from '@backlay/service';
import { RunningConsumer } from '../../../libs/consumer/src/testing/running-consumer.js';
import type { AccountView } from './account/account.query.js';
import { startApp } from './app.js';
import type { LedgerEntryView, StatementLineView } from './ledger/ledger.query.js';
import { csvCell } from './ledger/statement-csv.js';
import { MoneyScript } from './testing/money-script.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const CSV = [
  'line,time,kind,marketId,amount,balance,currency,sequence,index',
  '1,2026-11-23T12:00:02.000Z,DEPOSIT,,100.00,100.00,GBP,2,0',
  '2,2026-11-23T12:00:10.000Z,PROFIT,1,18.00,118.00,GBP,10,0',
  '3,2026-11-23T12:00:10.000Z,COMMISSION,1,-0.90,117.10,GBP,10,0',
  '4,2026-11-23T12:00:11.000Z,WITHDRAWAL,,-20.00,97.10,GBP,11,0',
  '',
].join('\r\n');

describe('the money of accounts over HTTP', () => {
  let storage: RunningConsumer;

  const download = async (path: string, accept: string): Promise<Response> =>
    fetch(new URL(path, await storage.app.getUrl()), {
      headers: { accept, authorization: `Bearer ${storage.keys.operator}` },
    });

  beforeAll(async () => {
    storage = await RunningConsumer.create(startApp);
    const script = new MoneyScript()
      .account('alice', 10_000)
      .account('bob:1', 10_000)
      .market(1, [101, 102])
      .trade('one', { marketId: 1, runnerId: 101, price: 1000, size: 200, back: 'alice', lay: 'bob:1' })
      .close(1)
      .settle(1, {
        paid: { alice: [1800, 90], 'bob:1': [-1800, 0] },
        results: { 101: 'WINNER', 102: 'LOSER' },
      })
      .withdraw('alice', 2_000)
      .add({ type: 'account.stopped', accountId: 'alice', origin: 'OPERATOR' });
    await storage.append(script.groups);
    await storage.untilApplied();
  });
  afterAll(() => storage?.destroy());

  it('shows accounts as they are', async () => {
    const { body } = await storage.get<Page<AccountView>>('/v1/accounts?sort=oldest');

    expect(body.items).toMatchObject([
      { accountId: 'alice', balance: '97.10', status: 'STOPPED', stoppedBy: ['OPERATOR'] },
      { accountId: 'bob:1', balance: '82.00', status: 'ACTIVE', stoppedBy: [], currency: 'GBP' },
    ]);
    expect((await storage.get('/v1/accounts/alice')).body).toEqual(body.items[0]);
  });

  it.each(['sort=oldest&limit=100', 'sort=oldest&limit=1', 'sort=oldest&limit=3'])(
    'pages a statement with the balance after each line (%s)',
    async (query) => {
      const lines: StatementLineView[] = [];
      for (let next: string | null = `/v1/accounts/alice/statement?${query}`; next !== null;) {
        const { body }: { body: Page<StatementLineView> } = await storage.get<Page<StatementLineView>>(next);
        lines.push(...body.items);
        next =
          body.nextCursor === null ? null : `/v1/accounts/alice/statement?${query}&cursor=${body.nextCursor}`;
      }
      expect(lines.map(({ line, kind, amount, balance }) => [line, kind, amount, balance])).toEqual([
        [1, 'DEPOSIT', '100.00', '100.00'],
        [2, 'PROFIT', '18.00', '118.00'],
        [3, 'COMMISSION', '-0.90', '117.10'],
        [4, 'WITHDRAWAL', '-20.00', '97.10'],
      ]);
    },
  );

  it('cuts a statement by time, newest first', async () => {
    const range = 'from=2026-11-23T12:00:10.000Z&to=2026-11-23T12:00:11.000Z';
    const { body } = await storage.get<Page<StatementLineView>>(`/v1/accounts/alice/statement?${range}`);

    expect(body.items.map(({ line }) => line)).toEqual([3, 2]);
  });

  it.each([
    ['format=csv', '/v1/accounts/alice/statement?format=csv&sort=oldest', '*/*'],
    ['the Accept header', '/v1/accounts/alice/statement?sort=oldest', 'text/csv'],
  ])('gives the whole statement as CSV by %s', async (_, path, accept) => {
    const response = await download(path, accept);

    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="statement-alice.csv"');
    expect(await response.text()).toBe(CSV);
  });

  it('names a download so that every file system takes it, and prefers JSON when both are fine', async () => {
    const csv = await download('/v1/accounts/bob:1/statement?format=csv', '*/*');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="statement-bob_1.csv"');
    await csv.text();
    const json = await download('/v1/accounts/alice/statement', 'application/json, text/csv');
    expect(json.headers.get('content-type')).toContain('application/json');
    await json.text();
  });

  it('shows settled orders with their exact profit', async () => {
    const { body } = await storage.get<Page<object>>('/v1/accounts/bob:1/settled-orders');

    expect(body.items).toMatchObject([
      { marketId: 1, side: 'LAY', sizeMatched: '2.00', result: 'LOST', profit: '-18.0000', share: '1' },
    ]);
  });

  it('pages the ledger by event, and finds entries by account, market and kind', async () => {
    const all: LedgerEntryView[] = [];
    for (let next: string | null = '/v1/ledger?limit=2&sort=oldest'; next !== null;) {
      const { body }: { body: Page<LedgerEntryView> } = await storage.get<Page<LedgerEntryView>>(next);
      all.push(...body.items);
      next = body.nextCursor === null ? null : `/v1/ledger?limit=2&sort=oldest&cursor=${body.nextCursor}`;
    }
    expect(all).toHaveLength(6);
    const of = async (query: string): Promise<LedgerEntryView[]> => [
      ...(await storage.get<Page<LedgerEntryView>>(`/v1/ledger?sort=oldest&${query}`)).body.items,
    ];
    expect(await of('accountId=alice')).toEqual(all.filter(({ accountId }) => accountId === 'alice'));
    expect(await of('marketId=1')).toEqual(all.filter(({ marketId }) => marketId === 1));
    expect(await of('kind=DEPOSIT')).toEqual(all.filter(({ kind }) => kind === 'DEPOSIT'));
    expect(await of('fromSequence=10&toSequence=10')).toEqual(all.filter(({ sequence }) => sequence === 10));
  });

  it.each([
    ['/v1/accounts/nobody', 404, 'ACCOUNT_UNKNOWN'],
    ['/v1/accounts/nobody/statement', 404, 'ACCOUNT_UNKNOWN'],
    ['/v1/accounts/nobody/statement?format=csv', 404, 'ACCOUNT_UNKNOWN'],
    ['/v1/accounts/nobody/settled-orders', 404, 'ACCOUNT_UNKNOWN'],
    ['/v1/accounts/alice/statement?format=xls', 400, 'REQUEST_INVALID'],
    ['/v1/accounts/%20', 400, 'REQUEST_INVALID'],
    ['/v1/markets/9/settlement', 404, 'SETTLEMENT_UNKNOWN'],
    ['/v1/markets/1/settlement?sequence=3', 404, 'SETTLEMENT_UNKNOWN'],
    ['/v1/ledger?kind=GIFT', 400, 'REQUEST_INVALID'],
  ])('refuses %s', async (path, status, code) => {
    const answer = await storage.get<Problem>(path);

    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.body.detail).toMatch(/\w/);
  });
});

describe('a cell of a CSV', () => {
  it.each([
    ['plain', 'plain'],
    [null, ''],
    [7, '7'],
    ['-0.90', '-0.90'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['@cmd', "'@cmd"],
    ['-1+1', "'-1+1"],
    ['\tx', "'\tx"],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['=a,b', '"\'=a,b"'],
  ])('%j is written as %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});
