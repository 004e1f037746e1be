import { Module, type DynamicModule } from '@nestjs/common';
import { KeyRing } from './key-ring.js';

/** The keys that open an app, for whatever in it takes requests that do not come as HTTP; to be injected as `KeyRing`. */
@Module({})
export class KeyRingModule {
  static of(keyRing: KeyRing): DynamicModule {
    return {
      module: KeyRingModule,
      global: true,
      providers: [{ provide: KeyRing, useValue: keyRing }],
      exports: [KeyRing],
    };
  }
}
