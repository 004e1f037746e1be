import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KeyRing } from './access/key-ring.js';
import { readOnlyHttpAdapter } from './http-app.js';

@Module({})
class Nothing {}

describe('the HTTP server of an app that only reads', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const access = { keysFile: 'nowhere.json', requestsPerSecond: 0, isProduction: false };
    const keyRing = await KeyRing.open(access);
    app = await NestFactory.create<NestFastifyApplication>(Nothing, readOnlyHttpAdapter(keyRing, 500), {
      logger: false,
    });
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  it.each([
    ['headers', 'GET /v1/trades HTTP/1.1\r\nHost: x\r\n'],
    [
      'a body',
      'POST /v1/trades HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a',
    ],
  ])('closes a connection that never finishes %s', async (_what, half) => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.write(half);
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 4/);
  });
});
