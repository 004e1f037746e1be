import { CommandKind, RunnerResult } from '@backlay/matcher';
import { z } from 'zod';
import { commandId, runnerId } from '../http/fields.js';
import type { MarketChangeCommand } from '../matching/engine-command.js';

const RUNNERS_MAX = 1000;

export const settleSchema = z.strictObject({
  commandId: commandId.optional(),
  results: z
    .array(z.strictObject({ runnerId, result: z.enum(['WINNER', 'PLACED', 'LOSER']) }))
    .max(RUNNERS_MAX),
  tied: z.array(runnerId).max(RUNNERS_MAX).optional(),
});

export type SettleBody = z.infer<typeof settleSchema>;

export function settleCommand(
  kind: CommandKind.SettleMarket | CommandKind.ResettleMarket,
  marketId: number,
  { commandId: name, results, tied }: SettleBody,
): MarketChangeCommand {
  return {
    kind,
    accountId: '',
    commandId: name ?? '',
    marketId,
    results: results.map((entry) => ({ runnerId: entry.runnerId, result: RunnerResult[entry.result] })),
    tied: tied ?? [],
  };
}
