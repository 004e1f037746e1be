import { Injectable } from '@nestjs/common';
import { PublishingService } from '../publishing/publishing.service.js';
import { EngineStatus } from '../sequencer/engine-status.js';

/** Says whether the engine should be given work, and why not. */
@Injectable()
export class HealthService {
  constructor(
    private readonly status: EngineStatus,
    private readonly publishing: PublishingService,
  ) {}

  /** Why no commands should be sent here; empty when they should. Redis being away is no reason: the log goes on. */
  reasonsAgainst(): string[] {
    const reasons: string[] = [];
    if (this.status.phase !== 'READY') reasons.push(`${this.status.phase}: ${this.status.reason}`);
    const { state, reason } = this.publishing.status;
    if (state === 'FENCED' || state === 'FAILED') reasons.push(`publisher ${state}: ${reason}`);
    return reasons;
  }
}
