import { jest } from '@jest/globals';
import { NODE_STORAGE, type LogFile, type LogStorage } from '@backlay/transport';
import { waitFor } from '../../../../test/support/wait.js';
import { commandIdOf, order, SpecEngine, type SpecAnswer } from '../testing/spec-engine.js';

type Operation = 'write' | 'datasync';

/** The real file system, of which one operation on the log's files fails as long as a spec wants it. */
class FailingDisk {
  #fault: { readonly operation: Operation; readonly error: Error } | undefined;

  readonly storage: LogStorage = {
    ...NODE_STORAGE,
    open: async (path, access) => this.#wrap(await NODE_STORAGE.open(path, access)),
  };

  fail(operation: Operation, error: Error): void {
    this.#fault = { operation, error };
  }

  mend(): void {
    this.#fault = undefined;
  }

  #wrap(file: LogFile): LogFile {
    return {
      read: (bytes, offset, length, position) => file.read(bytes, offset, length, position),
      write: async (bytes, offset, length, position) => {
        this.#check('write');
        return file.write(bytes, offset, length, position);
      },
      datasync: async () => {
        this.#check('datasync');
        await file.datasync();
      },
      sync: () => file.sync(),
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  }

  #check(operation: Operation): void {
    if (this.#fault?.operation === operation) throw this.#fault.error;
  }
}

const ENOSPC = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
const EIO = Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });

describe('a log that cannot be written', () => {
  let disk: FailingDisk;
  let engine: SpecEngine;
  let errors: string[];

  beforeEach(() => {
    disk = new FailingDisk();
    errors = [];
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      if (String(text).includes('ERROR')) errors.push(String(text));
      return true;
    });
  });
  afterEach(async () => {
    disk.mend();
    await engine.end();
    jest.restoreAllMocks();
  });

  const place = (name: string): Promise<SpecAnswer> =>
    engine.post('/v1/orders', order({ commandId: commandIdOf(name) }));

  it.each([
    { policy: 'fsync', operation: 'write', error: ENOSPC },
    { policy: 'fsync', operation: 'datasync', error: EIO },
    { policy: 'os', operation: 'write', error: ENOSPC },
    { policy: 'none', operation: 'write', error: ENOSPC },
  ] as const)(
    'under the policy $policy, by a failing $operation, ends the taking of commands, says why once, and loses nothing answered',
    async ({ policy, operation, error }) => {
      engine = await SpecEngine.start({
        env: { LOG_POLICY: policy },
        surroundings: { storage: disk.storage },
      });
      await engine.openMarket();
      const before = await place('before');
      disk.fail(operation, error);
      const hit = await place('hit');
      // Only `none` answers what is not written: that is its meaning.
      expect(hit.status).toBe(policy === 'none' ? 201 : 503);
      const isNotReady = async (): Promise<boolean> => (await engine.get('/health/ready')).status === 503;
      await waitFor('the engine to be out of service', isNotReady);
      expect((await engine.get('/health/ready')).text).toContain(error.message);
      expect((await engine.get('/health/live')).status).toBe(200);
      const after = await place('after');
      expect(after).toMatchObject({ status: 503, body: { code: 'LOG_FAILED' } });
      expect(after.body.detail).toContain(error.message);

      // Space alone does not bring it back: what is on the disk is known only after a restart.
      disk.mend();
      expect((await place('still')).status).toBe(503);
      await engine.stop();
      expect(errors).toHaveLength(1);
      expect(errors[0]).toContain(error.message);

      await engine.startAgain();
      expect((await place('before')).text).toBe(before.text);
      const retry = await place('hit');
      expect(retry.status).toBe(201);
      expect((await place('hit')).text).toBe(retry.text);
      expect((await place('after')).status).toBe(201);
      const { body } = await engine.get('/v1/orders?accountId=alice&marketId=1');
      expect(body['orders']).toHaveLength(3);
    },
  );
});
