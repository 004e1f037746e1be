import { CommandKind } from '@backlay/matcher';
import { z } from 'zod';
import { commandId, decimalFrom0, decimalInput, readTime, timeInput } from '../http/fields.js';
import type { MarketChangeCommand } from '../matching/engine-command.js';

export const startTimeSchema = z.strictObject({
  commandId: commandId.optional(),
  startTime: z
    .union([timeInput, z.null()])
    .describe('a time in UTC such as 2026-11-22T15:00:00.000Z, or null'),
});

export const removeRunnerSchema = z.strictObject({
  commandId: commandId.optional(),
  reductionFactor: decimalInput,
});

export const voidTradesSchema = z.strictObject({ commandId: commandId.optional(), from: timeInput });

export type StartTimeBody = z.infer<typeof startTimeSchema>;
export type RemoveRunnerBody = z.infer<typeof removeRunnerSchema>;
export type VoidTradesBody = z.infer<typeof voidTradesSchema>;

/* From a body of the right form to a command; all of them throw ProblemError for a decimal or a time that is none. */

export function startTimeCommand(
  marketId: number,
  { commandId: name, startTime }: StartTimeBody,
): MarketChangeCommand {
  const startTimeMs = startTime === null ? 0 : readTime(startTime, '/startTime');
  return { kind: CommandKind.ChangeStartTime, ...originOf(name), marketId, startTimeMs };
}

export function removeRunnerCommand(
  { marketId, runnerId }: { readonly marketId: number; readonly runnerId: number },
  body: RemoveRunnerBody,
): MarketChangeCommand {
  const reductionFactor = decimalFrom0(body.reductionFactor, '/reductionFactor');
  return { kind: CommandKind.RemoveRunner, ...originOf(body.commandId), marketId, runnerId, reductionFactor };
}

export function voidTradesCommand(
  marketId: number,
  { commandId: name, from }: VoidTradesBody,
): MarketChangeCommand {
  return { kind: CommandKind.VoidTrades, ...originOf(name), marketId, fromMs: readTime(from, '/from') };
}

function originOf(name: string | undefined): { readonly accountId: ''; readonly commandId: string } {
  return { accountId: '', commandId: name ?? '' };
}
