import { AMOUNT_MAX, HEARTBEAT_MAX_MS, HEARTBEAT_MIN_MS, RATE_MAX, SIZE_MAX } from '../limits.js';
import { SelfMatch, type AccountSettings } from './account-settings.js';

/** A whole number of minor units that may be paid in or out. */
export function isAmount(amount: number): boolean {
  return isWhole(amount, 1, AMOUNT_MAX);
}

/** A time within which a sign of life is to come, or 0. */
export function isHeartbeat(timeoutMs: number): boolean {
  return timeoutMs === 0 || isWhole(timeoutMs, HEARTBEAT_MIN_MS, HEARTBEAT_MAX_MS);
}

export function areSettings(settings: AccountSettings): boolean {
  return (
    isWhole(settings.discount, 0, RATE_MAX) &&
    isWhole(settings.selfMatch, SelfMatch.OFF, SelfMatch.CANCEL_BOTH) &&
    isWhole(settings.sizeMax, 0, SIZE_MAX) &&
    isWhole(settings.liabilityMax, 0, AMOUNT_MAX) &&
    isWhole(settings.exposureMax, 0, AMOUNT_MAX) &&
    isWhole(settings.orderCountMax, 0, 2 ** 31 - 1) &&
    isWhole(settings.ordersPerSecondMax, 0, 2 ** 31 - 1)
  );
}

function isWhole(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
