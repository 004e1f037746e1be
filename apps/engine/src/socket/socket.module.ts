import { ConnectionCounts } from '@backlay/service';
import { Module } from '@nestjs/common';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG } from '../engine-config.module.js';
import { HttpModule } from '../http/http.module.js';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { CommandHub } from './command-hub.js';
import { CommandGateway } from './command.gateway.js';
import { CommandsDocumentController } from './commands-document.controller.js';

/** Commands over WebSocket: the operations of HTTP, without the cost of a request for each. */
@Module({
  imports: [SequencerModule, HttpModule],
  controllers: [CommandsDocumentController],
  providers: [
    {
      provide: ConnectionCounts,
      inject: [ENGINE_CONFIG],
      useFactory: ({ commandConnections }: EngineConfig) => new ConnectionCounts(commandConnections),
    },
    CommandHub,
    CommandGateway,
  ],
  exports: [CommandHub],
})
export class SocketModule {}
