/* oxlint-disable typescript/no-unnecessary-type-arguments -- without it an overload of Nest 12 refuses a typed context */
import { Controller, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ALL_EVENTS } from '../index.js';
import { event, moduleOf, type ConformanceSuite } from './conformance-suite.js';
import { until } from './until.js';

/** Where a consumer begins, and how it ends. */
export function describeLifeCycle(suite: ConformanceSuite): void {
  it('begins behind the position that the consumer keeps itself', async () => {
    const seen: unknown[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>(ALL_EVENTS)
      handle(@Payload() data: unknown): void {
        seen.push(data);
      }
    }

    await suite.stream.publish([event('a', 1)], [event('a', 2)], [event('a', 3)]);
    const epoch = 1;
    const asked: string[] = [];
    const first = await suite.start(
      Handlers,
      suite.server({
        resumeAfter: (name_) => {
          asked.push(name_);
          return Promise.resolve({ epoch, sequence: 2 });
        },
      }),
    );
    await until(() => seen.length === 1);
    expect(seen).toEqual([3]);
    expect(asked).toEqual([suite.stream.name]);
    await suite.stop(first);

    // The consumer's own storage was emptied: acknowledgements of the past mean nothing.
    await suite.start(Handlers, suite.server({ resumeAfter: () => Promise.resolve(undefined) }));
    await until(() => seen.length === 4);
    expect(seen).toEqual([3, 1, 2, 3]);
  });

  it('goes on behind what was acknowledged after a restart', async () => {
    const seen: unknown[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>(ALL_EVENTS)
      handle(@Payload() data: unknown): void {
        seen.push(data);
      }
    }

    const strategy = suite.server();
    const first = await suite.start(Handlers, strategy);
    await suite.stream.publish([event('a', 1)], [event('a', 2)]);
    await until(() => strategy.state()[0]?.applied?.sequence === 2);
    await suite.stop(first);
    await suite.stream.publish([event('a', 3)]);
    await suite.start(Handlers);
    await until(() => seen.length === 3);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('lets the delivery in hand finish and be acknowledged when it is closed', async () => {
    const seen: string[] = [];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });

    @Controller()
    class Handlers {
      @EventPattern<string>('slow')
      async handle(@Payload() data: number): Promise<void> {
        seen.push(`begin ${data}`);
        await released;
        seen.push(`end ${data}`);
      }
    }

    const app = await suite.start(Handlers, suite.server({ maxEventsPerBatch: 1 }));
    await suite.stream.publish([event('slow', 1)]);
    await until(() => seen.length === 1);
    await suite.stream.publish([event('slow', 2)]);
    const closed = suite.stop(app).then(() => seen.push('closed'));
    release();
    await closed;
    expect(seen).toEqual(['begin 1', 'end 1', 'closed']);

    await suite.start(Handlers);
    await until(() => seen.length === 5);
    expect(seen.slice(3)).toEqual(['begin 2', 'end 2']);
  });

  it('gives a busy handler only so long when it is closed', async () => {
    let began = false;
    let finish: () => void = () => undefined;

    @Controller()
    class Handlers {
      @EventPattern<string>('stuck')
      handle(): Promise<void> {
        began = true;
        return new Promise((resolve) => {
          finish = resolve;
        });
      }
    }

    const app = await suite.start(Handlers, suite.server({ drainTimeoutMs: 20 }));
    await suite.stream.publish([event('stuck', 1)]);
    await until(() => began);
    await suite.stop(app);
    expect(suite.logger.warnings.join()).toContain('still busy after 20 ms');
    finish();
  });

  it('serves a hybrid application, with listeners registered before it listens', async () => {
    const seen: unknown[] = [];
    const applied: number[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>('a')
      handle(@Payload() data: unknown): void {
        seen.push(data);
      }
    }

    const strategy = suite.server();
    expect(() => strategy.unwrap()).toThrow('call listen() before unwrap()');
    strategy.on('applied', (state) => applied.push(state.applied?.sequence ?? 0));
    const app: INestApplication = await NestFactory.create(moduleOf(Handlers), new FastifyAdapter(), {
      logger: false,
      abortOnError: false,
    });
    suite.closeAfterwards(app);
    app.connectMicroservice({ strategy }, { inheritAppConfig: true });
    await app.startAllMicroservices();
    await app.init();
    await suite.stream.publish([event('a', 1)]);
    await until(() => applied.length === 1);
    expect(seen).toEqual([1]);
    expect(applied).toEqual([1]);
    expect(strategy.unwrap<unknown[]>().length).toBeGreaterThan(0);
    await app.close();
    expect(strategy.state()).toEqual([]);
  });
}
