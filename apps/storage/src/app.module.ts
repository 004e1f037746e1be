import { Module, type DynamicModule } from '@nestjs/common';
import { STORAGE_CONFIG, type StorageConfig } from './config.js';
import { ConsumerModule } from './consumer/consumer.module.js';
import { DatabaseModule } from './database/database.module.js';

/** Durable facts: every event, and the orders, trades and markets that follow from them. */
@Module({})
export class AppModule {
  static register(config: StorageConfig): DynamicModule {
    const settings: DynamicModule = {
      module: SettingsModule,
      global: true,
      providers: [{ provide: STORAGE_CONFIG, useValue: config }],
      exports: [STORAGE_CONFIG],
    };
    return { module: AppModule, imports: [settings, DatabaseModule, ConsumerModule] };
  }
}

/** Makes the configuration known everywhere. */
class SettingsModule {}
