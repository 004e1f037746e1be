import { CommandKind, SelfMatch, StopOrigin, type AccountSettings } from '@backlay/matcher';
import { z } from 'zod';
import {
  accountId,
  commandId,
  currency,
  decimalFrom0,
  decimalInput,
  positiveDecimal,
  type DecimalInput,
} from '../http/fields.js';
import type { AccountCommand, CommandOrigin } from '../matching/engine-command.js';

const COUNT_MAX = 2 ** 31 - 1;
const TIMEOUT_MS_MAX = 3_600_000;

export const openAccountSchema = z.strictObject({ commandId: commandId.optional(), accountId, currency });

export const fundsSchema = z.strictObject({
  commandId: commandId.optional(),
  accountId,
  amount: decimalInput,
});

export const settingsSchema = z.strictObject({
  commandId: commandId.optional(),
  discount: decimalInput.optional(),
  selfMatch: z.enum(['OFF', 'CANCEL_RESTING', 'CANCEL_INCOMING', 'CANCEL_BOTH']).optional(),
  sizeMax: decimalInput.nullable().optional(),
  liabilityMax: decimalInput.nullable().optional(),
  exposureMax: decimalInput.nullable().optional(),
  orderCountMax: z.int().min(1).max(COUNT_MAX).nullable().optional(),
  ordersPerSecondMax: z.int().min(1).max(COUNT_MAX).nullable().optional(),
});

export const stopSchema = z.strictObject({ commandId: commandId.optional() });

export const heartbeatSchema = z.strictObject({
  commandId: commandId.optional(),
  timeoutMs: z.int().min(0).max(TIMEOUT_MS_MAX),
});

export type OpenAccountBody = z.infer<typeof openAccountSchema>;
export type FundsBody = z.infer<typeof fundsSchema>;
export type SettingsBody = z.infer<typeof settingsSchema>;
export type StopBody = z.infer<typeof stopSchema>;
export type HeartbeatBody = z.infer<typeof heartbeatSchema>;

/*
 * From a body of the right form to a command about `subjectId`. An operator's command has no account of its own; its
 * commandIds are those of all operators.
 */

export function openAccountCommand(body: OpenAccountBody): AccountCommand {
  return {
    kind: CommandKind.OpenAccount,
    ...byOperator(body.commandId),
    subjectId: body.accountId,
    currency: body.currency,
  };
}

/** @throws ProblemError for an amount that is no decimal */
export function fundsCommand(
  kind: CommandKind.Deposit | CommandKind.Withdraw,
  { commandId: name, accountId: subjectId, amount }: FundsBody,
): AccountCommand {
  return { kind, ...byOperator(name), subjectId, amount: positiveDecimal(amount, '/amount') };
}

/** What the body leaves out, or gives as null, has its default again. @throws ProblemError */
export function settingsCommand(subjectId: string, body: SettingsBody): AccountCommand {
  const settings: AccountSettings = {
    discount: body.discount === undefined ? 0 : decimalFrom0(body.discount, '/discount'),
    selfMatch: SelfMatch[body.selfMatch ?? 'CANCEL_RESTING'],
    sizeMax: limitOf(body.sizeMax, '/sizeMax'),
    liabilityMax: limitOf(body.liabilityMax, '/liabilityMax'),
    exposureMax: limitOf(body.exposureMax, '/exposureMax'),
    orderCountMax: body.orderCountMax ?? 0,
    ordersPerSecondMax: body.ordersPerSecondMax ?? 0,
  };
  return { kind: CommandKind.ConfigureAccount, ...byOperator(body.commandId), subjectId, settings };
}

/** The kill switch, or lifting it, by an operator. */
export function operatorStopCommand(
  kind: CommandKind.StopAccount | CommandKind.ResumeAccount,
  subjectId: string,
  body: StopBody | null,
): AccountCommand {
  return { kind, ...byOperator(body?.commandId), subjectId, origin: StopOrigin.Operator };
}

/** The kill switch, or lifting it, by the account's owner. */
export function ownStopCommand(
  kind: CommandKind.StopAccount | CommandKind.ResumeAccount,
  accountIdOfKey: string,
  body: StopBody | null,
): AccountCommand {
  const origin = { accountId: accountIdOfKey, commandId: body?.commandId ?? '' };
  return { kind, ...origin, subjectId: accountIdOfKey, origin: StopOrigin.Owner };
}

export function heartbeatCommand(accountIdOfKey: string, body: HeartbeatBody): AccountCommand {
  const origin = { accountId: accountIdOfKey, commandId: body.commandId ?? '' };
  return { kind: CommandKind.Heartbeat, ...origin, subjectId: accountIdOfKey, timeoutMs: body.timeoutMs };
}

function byOperator(name: string | undefined): CommandOrigin {
  return { accountId: '', commandId: name ?? '' };
}

function limitOf(value: DecimalInput | null | undefined, pointer: string): number {
  return value === undefined || value === null ? 0 : positiveDecimal(value, pointer);
}
