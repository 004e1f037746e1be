import type { LoggerService } from '@nestjs/common';

/** Keeps what is logged, for specs that expect a message or provoke errors on purpose. */
export class RecordingLogger implements LoggerService {
  readonly messages: string[] = [];
  readonly warnings: string[] = [];
  readonly errors: string[] = [];

  log(message: unknown): void {
    this.messages.push(String(message));
  }

  warn(message: unknown): void {
    this.warnings.push(String(message));
  }

  error(message: unknown): void {
    this.errors.push(String(message));
  }
}
