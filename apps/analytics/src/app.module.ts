import { Module, type DynamicModule } from '@nestjs/common';
import { ANALYTICS_CONFIG, type AnalyticsConfig } from './config.js';
import { ConsumerModule } from './consumer/consumer.module.js';
import { DatabaseModule } from './database/database.module.js';

/** Rebuildable answers: prices, volumes, candles and the tape, all derived from events. */
@Module({})
export class AppModule {
  static register(config: AnalyticsConfig): DynamicModule {
    const settings: DynamicModule = {
      module: SettingsModule,
      global: true,
      providers: [{ provide: ANALYTICS_CONFIG, useValue: config }],
      exports: [ANALYTICS_CONFIG],
    };
    return { module: AppModule, imports: [settings, DatabaseModule, ConsumerModule] };
  }
}

/** Makes the configuration known everywhere. */
class SettingsModule {}
