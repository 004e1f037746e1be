import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { Access } from '../access/access.decorator.js';

/** Injection token of the app's metrics, a `Registry` of prom-client. */
export const METRICS = Symbol('METRICS');

interface TextReply {
  header(name: string, value: string): TextReply;
  send(body: string): void;
}

/** For Prometheus. Answers in every phase of the app. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  readonly #registry: Registry;

  constructor(@Inject(METRICS) registry: Registry) {
    this.#registry = registry;
  }

  @Get()
  @Access('PUBLIC')
  async read(@Res() reply: TextReply): Promise<void> {
    const text = await this.#registry.metrics();
    reply.header('Content-Type', this.#registry.contentType).send(text);
  }
}
