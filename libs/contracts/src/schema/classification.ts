import type { Contract } from '../model';
import { classifiedFields } from './classified-fields';

/** What `x-classification` may say, from what everybody may know to what no event may carry. */
export const CLASSIFICATIONS = [
  'public',
  'internal',
  'confidential',
  'pii:id',
  'pii:location',
  'pii:name',
  'pii:contact',
  'secret',
] as const;

/** The first classification that is restricted; all after it are too. */
const FIRST_RESTRICTED = CLASSIFICATIONS.indexOf('confidential');

/** How sensitive the data of an event type is. */
export interface EventClassification {
  /** The strictest of its fields; `internal` when none is classified. */
  readonly strictest: string;
  /**
   * `confidential` or stricter (all personal data): the data is not logged, the archive that holds it has a key of the company's,
   * and a subscription needs an approval.
   */
  readonly restricted: boolean;
  /** The fields that make it restricted, in the order of the schema. */
  readonly fields: readonly string[];
}

const known = new WeakMap<object, EventClassification>();

/** By the newest schema of the contract: what archives and logs hold of an older version was classified by that one. */
export function classificationOf({ schema }: Pick<Contract, 'schema'>): EventClassification {
  const found = known.get(schema);
  if (found) return found;
  const fields = classifiedFields(schema).map(({ field, classification }) => ({
    field,
    classification,
    rank: rankOf(classification),
  }));
  const restricted = fields.filter(({ rank }) => rank >= FIRST_RESTRICTED);
  const strictest = fields.reduce<(typeof fields)[number] | undefined>(
    (most, each) => (most && most.rank >= each.rank ? most : each),
    undefined,
  );
  const classification = {
    strictest: strictest?.classification ?? 'internal',
    restricted: restricted.length > 0,
    fields: [...new Set(restricted.map(({ field }) => field))],
  };
  known.set(schema, classification);
  return classification;
}

/** What is not in the list is treated as the strictest. */
function rankOf(classification: string): number {
  const rank = (CLASSIFICATIONS as readonly string[]).indexOf(classification);
  return rank === -1 ? CLASSIFICATIONS.length : rank;
}
