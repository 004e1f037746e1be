import { CommandKind, type LadderDefinition } from '@backlay/matcher';
import { z } from 'zod';
import { commandId, decimalInput, positiveDecimal, runnerId } from '../http/fields.js';
import type { CreateMarketCommand, MarketStepCommand } from '../matching/engine-command.js';

/** Bounds of the form; the matcher's own rules are narrower and have their own refusals. */
const TEXT_LENGTH_MAX = 1000;
const RUNNERS_MAX = 1000;
const BANDS_MAX = 1000;

const band = z.strictObject({ from: decimalInput, to: decimalInput, step: decimalInput });

const ladder = z
  .union([
    z.strictObject({ kind: z.enum(['CLASSIC', 'FINEST']) }),
    z.strictObject({ kind: z.literal('CUSTOM'), bands: z.array(band).max(BANDS_MAX) }),
  ])
  .describe(
    '{"kind":"CLASSIC"}, {"kind":"FINEST"} or {"kind":"CUSTOM","bands":[{"from":"1.01","to":"2.00","step":"0.01"}]}',
  );

export const createMarketSchema = z.strictObject({
  commandId: commandId.optional(),
  name: z.string().max(TEXT_LENGTH_MAX),
  runners: z.array(z.strictObject({ runnerId, name: z.string().max(TEXT_LENGTH_MAX) })).max(RUNNERS_MAX),
  ladder: ladder.optional(),
});

export const marketStepSchema = z.strictObject({ commandId: commandId.optional() });

export type CreateMarketBody = z.infer<typeof createMarketSchema>;
export type MarketStepBody = z.infer<typeof marketStepSchema>;

/** A step in the life of a market. */
export type MarketStepKind = MarketStepCommand['kind'];

/** @throws ProblemError for a price that is no decimal */
export function createMarketCommand(body: CreateMarketBody): CreateMarketCommand {
  return {
    kind: CommandKind.CreateMarket,
    accountId: '',
    commandId: body.commandId ?? '',
    name: body.name,
    runners: body.runners,
    ladder: ladderDefinition(body.ladder),
  };
}

/** @param body undefined or null when the request has none */
export function marketStepCommand(
  kind: MarketStepKind,
  marketId: number,
  body: MarketStepBody | null | undefined,
): MarketStepCommand {
  return { kind, accountId: '', commandId: body?.commandId ?? '', marketId };
}

function ladderDefinition(body: CreateMarketBody['ladder']): LadderDefinition {
  if (body === undefined) return { kind: 'CLASSIC' };
  if (body.kind !== 'CUSTOM') return { kind: body.kind };
  const bands = body.bands.map(({ from, to, step }, index) => ({
    from: positiveDecimal(from, `/ladder/bands/${index}/from`),
    to: positiveDecimal(to, `/ladder/bands/${index}/to`),
    step: positiveDecimal(step, `/ladder/bands/${index}/step`),
  }));
  return { kind: 'CUSTOM', bands };
}
