/* oxlint-disable typescript/no-unnecessary-type-arguments -- without it an overload of Nest 12 refuses a typed context */
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientsModule,
  Ctx,
  EventPattern,
  MessagePattern,
  Payload,
  type ClientProxy,
} from '@nestjs/microservices';
import { firstValueFrom, map, of, throwError, timer } from 'rxjs';
import { EventBatch, StreamBatchContext, StreamContext, type StreamEvent } from '../index.js';
import { event, type ConformanceSuite } from './conformance-suite.js';
import { until } from './until.js';

/** What handlers get, and in which order. */
export function describeDelivery(suite: ConformanceSuite): void {
  it('hands every event to its handler once, in order, and says where it came from', async () => {
    const seen: unknown[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>('a')
      a(@Payload() data: number, @Ctx() context: StreamContext): void {
        seen.push([
          'a',
          data,
          context.getSequence(),
          context.getIndex(),
          context.getStream(),
          context.getGroup(),
        ]);
      }

      @EventPattern<string>('b', suite.transportId)
      b(@Payload() data: number, @Ctx() context: StreamContext): void {
        seen.push([
          'b',
          data,
          context.getSequence(),
          context.getIndex(),
          context.getConsumer(),
          context.getShard(),
        ]);
      }
    }

    await suite.start(Handlers);
    await suite.stream.publish([event('a', 1), event('b', 2)], [event('unhandled', 0)], [event('b', 3)]);
    await suite.stream.publish([event('a', 4)]);
    await until(() => seen.length === 4);

    expect(seen).toEqual([
      ['a', 1, 1, 0, suite.stream.name, 'group'],
      ['b', 2, 1, 1, 'consumer', 0],
      ['b', 3, 3, 0, 'consumer', 0],
      ['a', 4, 4, 0, suite.stream.name, 'group'],
    ]);
  });

  it('hands batch handlers every range, also one without events, without gap or overlap', async () => {
    const batches: { first: number; last: number; data: unknown[] }[] = [];

    @Controller()
    class Handlers {
      @EventBatch()
      handle(@Payload() events: readonly StreamEvent[], @Ctx() context: StreamBatchContext): void {
        const data = events.map((item) => [item.pattern, item.data, item.sequence, item.index]);
        batches.push({ first: context.getFirstSequence(), last: context.getLastSequence(), data });
      }
    }

    const strategy = suite.server();
    await suite.start(Handlers, strategy);
    await suite.stream.publish([]);
    await until(() => batches.length === 1);
    expect(batches).toEqual([{ first: 1, last: 1, data: [] }]);
    await until(() => strategy.state()[0]?.applied?.sequence === 1);

    await suite.stream.publish([event('a', 1)], [], [event('b', 2), event('a', 3)], []);
    await until(() => batches.at(-1)?.last === 5);
    expect(batches.flatMap(({ data }) => data)).toEqual([
      ['a', 1, 2, 0],
      ['b', 2, 4, 0],
      ['a', 3, 4, 1],
    ]);
    batches.forEach(({ first }, at) => expect(first).toBe(at === 0 ? 1 : batches[at - 1]!.last + 1));
    await until(() => strategy.state()[0]?.lag === 0);
    expect(strategy.state()[0]).toMatchObject({
      applied: { sequence: 5 },
      lastSeenSequence: 5,
      status: 'connected',
    });
  });

  it('merges ranges that are ready up to the bound of events', async () => {
    const sizes: number[] = [];

    @Controller()
    class Handlers {
      @EventBatch()
      handle(@Payload() events: readonly StreamEvent[]): void {
        sizes.push(events.length);
      }
    }

    for (let at = 0; at < 25; at++) await suite.stream.publish([event('a', at)]);
    await suite.start(Handlers, suite.server({ maxEventsPerBatch: 10 }));
    await until(() => sizes.reduce((sum, size) => sum + size, 0) === 25);
    expect(sizes).toEqual([10, 10, 5]);
  });

  it('waits for what a handler returns: promises and observables, whose errors count', async () => {
    const seen: string[] = [];
    let failures = 0;

    @Controller()
    class Handlers {
      @EventPattern<string>('promise')
      async promise(): Promise<void> {
        await firstValueFrom(timer(20));
        seen.push('promise');
      }

      @EventPattern<string>('observable')
      observable(): unknown {
        return timer(20).pipe(map(() => seen.push('observable')));
      }

      @EventPattern<string>('failing')
      failing(): unknown {
        failures += 1;
        return failures === 1 ? throwError(() => new Error('once')) : of(seen.push('failing'));
      }
    }

    await suite.start(Handlers);
    await suite.stream.publish(
      [event('promise', 1), event('observable', 1), event('failing', 1)],
      [event('promise', 1)],
    );
    await until(() => seen.length === 4);
    expect(seen).toEqual(['promise', 'observable', 'failing', 'promise']);
    expect(failures).toBe(2);
  });

  it('counts an event as handled when all handlers of its pattern have succeeded', async () => {
    const seen: string[] = [];

    @Controller()
    class First {
      @EventPattern<string>('a')
      handle(): void {
        seen.push('first');
      }
    }

    @Controller()
    class Second {
      private attempts = 0;

      @EventPattern<string>('a')
      handle(): void {
        this.attempts += 1;
        seen.push(`second ${this.attempts}`);
        if (this.attempts === 1) throw new Error('once');
      }
    }

    @Module({ controllers: [First, Second] })
    class App {}

    const strategy = suite.server();
    const app = await NestFactory.createMicroservice(App, { strategy, logger: false, abortOnError: false });
    suite.closeAfterwards(app);
    await app.listen();
    await suite.stream.publish([event('a', 1)]);
    await until(() => strategy.state()[0]?.applied?.sequence === 1);
    expect(seen.filter((entry) => entry.startsWith('second'))).toEqual(['second 1', 'second 2']);
    expect(seen.filter((entry) => entry === 'first')).toHaveLength(2);
  });

  it('carries metadata, and opens and closes the processing hooks around each event', async () => {
    const seen: unknown[] = [];
    const spans: string[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>('a')
      handle(@Payload() data: unknown, @Ctx() context: StreamContext): void {
        seen.push([data, context.getMetadata(), context.getPattern()]);
        if (spans.length < 3) throw new Error('once');
      }
    }

    const strategy = suite.server();
    strategy.setOnProcessingStartHook((id, _context, done) => {
      spans.push(`begin ${String(id === suite.transportId)}`);
      void done();
    });
    strategy.setOnProcessingEndHook(() => spans.push('end'));
    await suite.start(Handlers, strategy);
    await suite.stream.publish([{ ...event('a', 1), metadata: { traceparent: '00-1' } }]);
    await until(() => strategy.state()[0]?.applied?.sequence === 1);
    expect(seen).toEqual([
      [1, { traceparent: '00-1' }, 'a'],
      [1, { traceparent: '00-1' }, 'a'],
    ]);
    expect(spans).toEqual(['begin true', 'end', 'begin true', 'end']);
  });

  it('binds handlers of another transport to that only', async () => {
    const seen: unknown[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>('a', Symbol('elsewhere'))
      elsewhere(): void {
        seen.push('elsewhere');
      }

      @MessagePattern('question', Symbol('elsewhere'))
      question(): void {
        seen.push('question');
      }

      @EventPattern<string>('a')
      anywhere(): void {
        seen.push('anywhere');
      }
    }

    const strategy = suite.server();
    await suite.start(Handlers, strategy);
    await suite.stream.publish([event('a', 1)], [event('question', 1)]);
    await until(() => strategy.state()[0]?.applied?.sequence === 2);
    expect(seen).toEqual(['anywhere']);
  });

  it('delivers what a client emits, by ClientsModule, with metadata', async () => {
    const seen: unknown[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>('greeting')
      handle(@Payload() data: unknown, @Ctx() context: StreamContext): void {
        seen.push([data, context.getMetadata()]);
      }
    }

    const { customClass, options, server: strategy } = suite.stream.client();
    await suite.start(Handlers, strategy);
    const clients = await NestFactory.createApplicationContext(
      {
        module: class Clients {},
        imports: [ClientsModule.register([{ name: 'BUS', customClass, options }])],
      },
      { logger: false },
    );
    suite.closeAfterwards(clients);
    const client = clients.get<ClientProxy>('BUS');
    client.setOnDispatchHook((packet) => {
      packet.metadata = { trace: 'x' };
    });
    await client.connect();
    await client.connect();
    await firstValueFrom(client.emit('greeting', { text: 'hello' }));
    await firstValueFrom(client.emit('greeting', { text: 'again' }));
    await until(() => seen.length === 2);
    expect(seen).toEqual([
      [{ text: 'hello' }, { trace: 'x' }],
      [{ text: 'again' }, { trace: 'x' }],
    ]);
  });
}
