import { FEED_FIELDS, type FeedField } from '@backlay/contracts';

/** The fields of a subscription as bits, so that those who want the same can be found. */
export type FieldSet = number;

const BIT = Object.fromEntries(FEED_FIELDS.map((field, at) => [field, 1 << at])) as Record<FeedField, number>;

export const ALL_FIELDS: FieldSet = (1 << FEED_FIELDS.length) - 1;

export function fieldSet(fields: readonly FeedField[]): FieldSet {
  return fields.reduce((set, field) => set | BIT[field], 0);
}

export function hasField(set: FieldSet, field: FeedField): boolean {
  return (set & BIT[field]) !== 0;
}
