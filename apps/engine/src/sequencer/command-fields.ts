import type { ByteReader, ByteWriter } from '@backlay/contracts';
import {
  CommandKind,
  type BettingRules,
  type LadderDefinition,
  type OrderTerms,
  type Runner,
  type Side,
} from '@backlay/matcher';
import type { CommandOrigin, EngineCommand } from '../matching/engine-command.js';
import { JournalFormatError } from './journal-format.js';

/*
 * The fields of a command in a journal, after its kind and its name. What makes the volume is packed; what is rare is JSON,
 * fields in the order in which the command was made. What was added later stands behind, and only where it is not left
 * out: a command without it has the bytes that it always had.
 */

export function writeFields(writer: ByteWriter, command: EngineCommand): void {
  switch (command.kind) {
    case CommandKind.PlaceOrder:
      writer.u32(command.marketId);
      writer.u32(command.runnerId);
      writer.u8(command.side);
      writer.f64(command.price);
      writer.f64(command.size);
      if (command.terms !== undefined) writeTerms(writer, command.terms);
      return;
    case CommandKind.CancelOrder:
      writer.f64(command.orderId);
      writer.f64(command.size);
      return;
    case CommandKind.ReplaceOrder:
      writer.f64(command.orderId);
      writer.f64(command.price);
      writer.f64(command.size);
      return;
    case CommandKind.CreateMarket: {
      const { name, runners, ladder, rules } = command;
      writer.text(
        JSON.stringify(rules === undefined ? { name, runners, ladder } : { name, runners, ladder, rules }),
      );
      return;
    }
    case CommandKind.SuspendMarket:
      writer.u32(command.marketId);
      if (command.material === true) writer.u8(1);
      return;
    case CommandKind.OpenMarket:
    case CommandKind.ResumeMarket:
    case CommandKind.CloseMarket:
    case CommandKind.CancelAll:
    case CommandKind.TurnInPlay:
    case CommandKind.VoidMarket:
      writer.u32(command.marketId);
      return;
    case CommandKind.PassTime:
      return;
    default: {
      const { kind: _, accountId: __, commandId: ___, ...fields } = command;
      writer.text(JSON.stringify(fields));
    }
  }
}

/** @throws JournalFormatError for a kind that is not known; RangeError when the bytes end too soon */
export function readFields(reader: ByteReader, kind: CommandKind, origin: CommandOrigin): EngineCommand {
  switch (kind) {
    case CommandKind.PlaceOrder: {
      const place = {
        kind,
        ...origin,
        marketId: reader.u32(),
        runnerId: reader.u32(),
        side: reader.u8() as Side,
        price: reader.f64(),
        size: reader.f64(),
      };
      return reader.atEnd ? place : { ...place, terms: readTerms(reader) };
    }
    case CommandKind.CancelOrder:
      return { kind, ...origin, orderId: reader.f64(), size: reader.f64() };
    case CommandKind.ReplaceOrder:
      return { kind, ...origin, orderId: reader.f64(), price: reader.f64(), size: reader.f64() };
    case CommandKind.CreateMarket:
      return { kind, ...origin, ...(JSON.parse(reader.text()) as MarketDescription) };
    case CommandKind.SuspendMarket: {
      const marketId = reader.u32();
      return reader.atEnd
        ? { kind, ...origin, marketId }
        : { kind, ...origin, marketId, material: reader.u8() === 1 };
    }
    case CommandKind.OpenMarket:
    case CommandKind.ResumeMarket:
    case CommandKind.CloseMarket:
    case CommandKind.CancelAll:
    case CommandKind.TurnInPlay:
    case CommandKind.VoidMarket:
      return { kind, ...origin, marketId: reader.u32() };
    case CommandKind.PassTime:
      return { kind, ...origin };
    default:
      if (CommandKind[kind] === undefined)
        throw new JournalFormatError(`unknown command kind ${String(kind)}`);
      return { kind, ...origin, ...(JSON.parse(reader.text()) as object) } as EngineCommand;
  }
}

interface MarketDescription {
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: LadderDefinition;
  readonly rules?: BettingRules;
}

function writeTerms(writer: ByteWriter, terms: OrderTerms): void {
  writer.u8(terms.persistence);
  writer.u8(terms.timeInForce);
  writer.u32(terms.minFillSize);
  writer.u8(terms.postOnly ? 1 : 0);
  writer.f64(terms.goodTillMs);
  writer.f64(terms.latestMs);
  writer.u32(terms.marketVersion);
  writer.u8(terms.target);
  writer.u8(terms.selfMatch);
}

function readTerms(reader: ByteReader): OrderTerms {
  return {
    persistence: reader.u8(),
    timeInForce: reader.u8(),
    minFillSize: reader.u32(),
    postOnly: reader.u8() === 1,
    goodTillMs: reader.f64(),
    latestMs: reader.f64(),
    marketVersion: reader.u32(),
    target: reader.u8(),
    selfMatch: reader.u8(),
  };
}
