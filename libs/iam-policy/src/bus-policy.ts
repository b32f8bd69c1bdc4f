import { createHash } from 'node:crypto';
import { parseArn } from '@busbar/arn';
import type { PolicyDocument, PolicyStatement } from './policy-document';
import { sizeOf } from './size';

/** A principal may put events of one source, and of these types only, on the bus. */
export interface PublishGrant {
  /** ARN of a role, or `arn:…:iam::<account>:root` for every principal that IAM allows to in the account. */
  readonly principal: string;
  /** EventBridge `source`. */
  readonly source: string;
  /** `detail-type`s. Each belongs to one source, so that a list of sources and a list of types say the same as a list of pairs. */
  readonly eventTypes: readonly string[];
}

export interface BusPolicyOptions {
  readonly busArn: string;
  /** `o-…`: an account that has left the organization is refused. */
  readonly organizationId: string;
  /**
   * A source that only this principal of the bus's own account may publish. Its identity policy allows it; everybody else is denied it,
   * since the identity policy of any principal of the account would be enough. @default - none
   */
  readonly own?: { readonly principal: string; readonly source: string };
}

/** What one principal is bound to: its one statement. */
export interface BoundPrincipal {
  readonly principal: string;
  /** Sorted. */
  readonly sources: readonly string[];
  /** `source`: every event type of the sources, which no other principal publishes; the tighter policy would not fit. */
  readonly binds: 'source-and-event-type' | 'source';
}

export interface PackedBusPolicy {
  readonly document: PolicyDocument;
  readonly characters: number;
  /** Sorted by principal, as the statements are. */
  readonly principals: readonly BoundPrincipal[];
}

/**
 * Exactly what is granted, in one statement a principal. When that is longer than `maximumCharacters` (EventBridge's default
 * quota: 10,240), principals that alone publish all of their sources are bound to these only, since nobody else's event types
 * are among them. When not even this fits, the tight policy is returned: compare `characters` with the limit, and never deploy
 * less. Does not depend on the order of the grants.
 */
export function packBusPolicy(
  grants: readonly PublishGrant[],
  options: BusPolicyOptions & { readonly maximumCharacters: number },
): PackedBusPolicy {
  const tight = busPolicy(grants, options);
  if (tight.characters <= options.maximumCharacters) return tight;
  const widened = busPolicy(grants, options, { widened: true });
  return widened.characters <= options.maximumCharacters ? widened : tight;
}

/**
 * One of the two forms of {@link packBusPolicy}, however long.
 *
 * What holds for every principal is said once, by statements that deny; repeating it in each would cost 97 characters a
 * principal. `ForAllValues` with "the keys must be there" is right whether EventBridge authorizes the entries of a call one by
 * one or all together, and one statement a principal lets a call mix all that its principal may publish.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 *
 * @param form.widened bind principals that alone publish all of their sources to these only
 */
export function busPolicy(
  grants: readonly PublishGrant[],
  { busArn, organizationId, own }: BusPolicyOptions,
  form: { readonly widened: boolean } = { widened: false },
): PackedBusPolicy {
  const rights = publishingRights(grants);
  const publishers = new Map<string, number>();
  for (const { sources } of rights) for (const source of sources) publishers.set(source, (publishers.get(source) ?? 0) + 1);
  const bound = rights.map((right) => ({
    ...right,
    binds:
      form.widened && right.sources.every((source) => publishers.get(source) === 1)
        ? ('source' as const)
        : ('source-and-event-type' as const),
  }));
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      ...boundaries(busArn, organizationId),
      ...(own ? [ownSource(own, busArn)] : []),
      ...bound.map((principal) => allowStatement(principal, busArn)),
    ],
  };
  return {
    document,
    characters: sizeOf(document),
    principals: bound.map(({ principal, sources, binds }) => ({ principal, sources, binds })),
  };
}

/** All that one principal may publish. */
interface PublishingRight {
  readonly principal: string;
  readonly sources: readonly string[];
  readonly eventTypes: readonly string[];
}

function publishingRights(grants: readonly PublishGrant[]): readonly PublishingRight[] {
  const byPrincipal = new Map<string, PublishGrant[]>();
  for (const grant of grants) {
    if (grant.eventTypes.length === 0) continue;
    const known = byPrincipal.get(grant.principal);
    if (known) known.push(grant);
    else byPrincipal.set(grant.principal, [grant]);
  }
  return [...byPrincipal]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([principal, own]) => ({
      principal,
      sources: sorted(own.map(({ source }) => source)),
      eventTypes: sorted(own.flatMap(({ eventTypes }) => eventTypes)),
    }));
}

/** `ForAllValues` holds for a key that is missing; these statements see to it that none is. */
function boundaries(busArn: string, organizationId: string): readonly PolicyStatement[] {
  const deny = (Sid: string, Condition: PolicyStatement['Condition']): PolicyStatement => ({
    Sid,
    Effect: 'Deny',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: busArn,
    Condition,
  });
  return [
    deny('NotInOrganization', { StringNotEquals: { 'aws:PrincipalOrgID': organizationId } }),
    deny('NoSource', { Null: { 'events:source': 'true' } }),
    deny('NoDetailType', { Null: { 'events:detail-type': 'true' } }),
  ];
}

function ownSource({ principal, source }: NonNullable<BusPolicyOptions['own']>, busArn: string): PolicyStatement {
  return {
    Sid: 'OwnSource',
    Effect: 'Deny',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: busArn,
    Condition: {
      'ForAnyValue:StringEquals': { 'events:source': source },
      ArnNotEquals: { 'aws:PrincipalArn': principal },
    },
  };
}

/** The role is a condition: a principal that does not exist (yet) would be refused, and one made again would not be the same. */
function allowStatement(
  { principal, sources, eventTypes, binds }: PublishingRight & Pick<BoundPrincipal, 'binds'>,
  busArn: string,
): PolicyStatement {
  const { partition = 'aws', account = '', resource } = parseArn(principal) ?? {};
  const isAccount = resource === 'root';
  return {
    Sid: sidOf(principal),
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: 'events:PutEvents',
    Resource: busArn,
    Condition: {
      ...(!isAccount && { ArnEquals: { 'aws:PrincipalArn': principal } }),
      'ForAllValues:StringEquals': {
        'events:source': one(sources),
        ...(binds !== 'source' && { 'events:detail-type': one(eventTypes) }),
      },
    },
  };
}

/** From the principal only, so that what is granted renames no statement. Letters and digits, all that IAM allows in a `Sid`. */
function sidOf(principal: string): string {
  return `Publish${createHash('sha256').update(principal).digest('hex').slice(0, 10)}`;
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** AWS writes a list of one as a plain value, and so do we: no drift, and two characters less. */
function one(texts: readonly string[]): string | readonly string[] {
  const [first, ...rest] = texts;
  return first !== undefined && rest.length === 0 ? first : texts;
}
