import { createHash } from 'node:crypto';
import { parseArn } from '@busbar/arn';
import type { PolicyDocument, PolicyStatement } from './policy-document';
import { sizeOf } from './size';

/** An account may put events of one source, and of these types only, on the bus. */
export interface PublishGrant {
  /** Twelve digits. */
  readonly account: string;
  /** EventBridge `source`. */
  readonly source: string;
  /** `detail-type`s. */
  readonly eventTypes: readonly string[];
}

export interface BusPolicyOptions {
  readonly busArn: string;
  /** `o-…`: an account that has left the organization is refused. */
  readonly organizationId: string;
  /** What the policy should stay within. EventBridge's default quota: 10,240. */
  readonly maximumCharacters: number;
}

export interface PackedBusPolicy {
  readonly document: PolicyDocument;
  readonly characters: number;
  /** `source`: an account may publish every event type of its sources, because the tighter policy would have been too long. */
  readonly binds: 'source-and-event-type' | 'source';
  /** `condition`: accounts are listed under `aws:PrincipalAccount`, less than half as long as principals. */
  readonly accountsBy: 'principal' | 'condition';
}

/**
 * The shortest policy that grants exactly the given, by the first of these forms that fits: accounts as principals or, shorter,
 * as a condition; bound to source and event type or, shorter, to the source only. When not even the last one fits it is
 * returned all the same; compare `characters` with the limit. Does not depend on the order of the grants.
 */
export function packBusPolicy(grants: readonly PublishGrant[], options: BusPolicyOptions): PackedBusPolicy {
  const forms = (['source-and-event-type', 'source'] as const).flatMap((binds) =>
    (['principal', 'condition'] as const).map((accountsBy) => ({ binds, accountsBy })),
  );
  let packed: PackedBusPolicy | undefined;
  for (const form of forms) {
    const boxes = fewestBoxes(grants, form.binds);
    const document = documentOf(boxes.map((box) => publishStatement(box, options, form.accountsBy)));
    packed = { document, characters: sizeOf(document), ...form };
    if (packed.characters <= options.maximumCharacters) return packed;
  }
  if (!packed) throw new Error('A bus policy has at least one form.');
  return packed;
}

/** The same permissions, one statement a grant: what {@link packBusPolicy} is compared with, in size and in meaning. */
export function unpackedBusPolicy(
  grants: readonly PublishGrant[],
  options: Pick<BusPolicyOptions, 'busArn' | 'organizationId'>,
  binds: PackedBusPolicy['binds'],
): PolicyDocument {
  return documentOf(
    grants.map(({ account, source, eventTypes }) => {
      const box = { accounts: [account], sources: [source], ...(binds !== 'source' && { eventTypes }) };
      return publishStatement(box, options, 'principal');
    }),
  );
}

/** What one statement can say: any of the accounts may publish any of the types from any of the sources. */
interface Box {
  readonly accounts: readonly string[];
  readonly sources: readonly string[];
  /** Absent: every type. */
  readonly eventTypes?: readonly string[];
}

type Side = keyof Box;

/**
 * Boxes are joined along one side where the others are equal, which changes nothing in what they say. Whether accounts or
 * sources go first decides how many are left, so both are tried. (Types go first in any case: then no two boxes that are left
 * name the same sources and types, and `Sid`s are unique.)
 */
function fewestBoxes(grants: readonly PublishGrant[], binds: PackedBusPolicy['binds']): readonly Box[] {
  const boxes: readonly Box[] = grants
    .filter((grant) => grant.eventTypes.length > 0)
    .map(({ account, source, eventTypes }) => ({
      accounts: [account],
      sources: [source],
      ...(binds !== 'source' && { eventTypes: sorted(eventTypes) }),
    }));
  const orders: readonly (readonly Side[])[] = [
    ['eventTypes', 'sources', 'accounts'],
    ['eventTypes', 'accounts', 'sources'],
  ];
  const candidates = orders.map((order) => sortedBoxes(order.reduce(join, boxes)));
  return candidates.reduce((best, candidate) => (weight(candidate) < weight(best) ? candidate : best));
}

function join(boxes: readonly Box[], side: Side): readonly Box[] {
  const groups = new Map<string, Box[]>();
  for (const box of boxes) {
    const key = JSON.stringify({ ...box, [side]: undefined }, ['accounts', 'sources', 'eventTypes']);
    const group = groups.get(key);
    if (group) group.push(box);
    else groups.set(key, [box]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const values = group.flatMap((box) => box[side] ?? []);
    return { ...first, ...(first?.[side] && { [side]: sorted(values) }) } as Box;
  });
}

function sortedBoxes(boxes: readonly Box[]): readonly Box[] {
  const byKey = boxes.map((box) => [JSON.stringify([box.sources, box.eventTypes ?? [], box.accounts]), box] as const);
  return byKey.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, box]) => box);
}

/** Characters, roughly: what a statement costs before its lists, and its lists. */
function weight(boxes: readonly Box[]): number {
  const list = (texts: readonly string[] = []): number => texts.reduce((sum, text) => sum + text.length + 3, 0);
  return boxes.reduce((sum, box) => sum + 250 + list(box.sources) + list(box.eventTypes) + box.accounts.length * 34, 0);
}

function publishStatement(
  { accounts, sources, eventTypes }: Box,
  { busArn, organizationId }: Pick<BusPolicyOptions, 'busArn' | 'organizationId'>,
  accountsBy: PackedBusPolicy['accountsBy'],
): PolicyStatement {
  const partition = parseArn(busArn)?.partition ?? 'aws';
  const roots = accounts.map((account) => `arn:${partition}:iam::${account}:root`);
  return {
    Sid: `Publish${fingerprint({ sources, eventTypes })}`,
    Effect: 'Allow',
    Principal: accountsBy === 'condition' ? '*' : { AWS: one(roots) },
    Action: 'events:PutEvents',
    Resource: busArn,
    Condition: {
      StringEquals: {
        ...(accountsBy === 'condition' && { 'aws:PrincipalAccount': one(accounts) }),
        'aws:PrincipalOrgID': organizationId,
        'events:source': one(sources),
        ...(eventTypes && { 'events:detail-type': one(eventTypes) }),
      },
    },
  };
}

/** From what is granted and not to whom, so that another account does not rename the statement. */
function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);
}

function documentOf(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** AWS writes a list of one as a plain value, and so do we: no drift, and two characters less. */
function one(texts: readonly string[]): string | readonly string[] {
  const [first, ...rest] = texts;
  return first !== undefined && rest.length === 0 ? first : texts;
}
