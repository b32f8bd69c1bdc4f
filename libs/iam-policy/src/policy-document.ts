import { PolicyError } from './policy-error';

/**
 * An IAM policy document in AWS's own JSON form: an identity policy, a resource policy (bus, queue, key), or a role's trust
 * policy.
 * Mirrors https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
  /** Policy variables (`${aws:PrincipalAccount}`) are plain text in the older version. */
  readonly Version: '2012-10-17' | '2008-10-17';
  readonly Id?: string;
  readonly Statement: readonly PolicyStatement[];
}

/** Exactly one of `Action` and `NotAction`; at most one of each other pair. A trust policy has no resource. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  /** Operator → condition key → values. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** `*`, or by kind: `{ AWS: 'arn:aws:iam::111122223333:root' }`, `{ Service: ['events.amazonaws.com'] }`. */
export type PrincipalElement = '*' | Readonly<Record<string, string | readonly string[]>>;

const STATEMENT_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/**
 * Reads a document of unknown origin (a template, a request). A single statement becomes a list of one, numbers and booleans in
 * conditions become text, a missing `Version` is AWS's default `2008-10-17`.
 *
 * @throws {PolicyError} when AWS would call it a malformed policy document
 */
export function parsePolicy(value: unknown): PolicyDocument {
  const document = asObject(value, 'The policy');
  const version = document['Version'] ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    throw new PolicyError(`The policy's Version is ${show(version)}; write "2012-10-17".`);
  }
  const statements = document['Statement'];
  if (statements === undefined) throw new PolicyError('The policy has no Statement; add at least one.');
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  return {
    Version: version,
    ...(typeof document['Id'] === 'string' && { Id: document['Id'] }),
    Statement: list.map((statement, index) => parseStatement(statement, index)),
  };
}

function parseStatement(value: unknown, index: number): PolicyStatement {
  const where = `Statement ${index + 1}`;
  const statement = asObject(value, where);
  for (const element of Object.keys(statement)) {
    if (!STATEMENT_ELEMENTS.has(element)) throw new PolicyError(`${where} has an unknown element "${element}"; remove it.`);
  }
  const { Effect, Sid } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    throw new PolicyError(`${where} has the Effect ${show(Effect)}; write "Allow" or "Deny".`);
  }
  if ('Action' in statement === 'NotAction' in statement) {
    throw new PolicyError(`${where} needs exactly one of Action and NotAction.`);
  }
  for (const [one, other] of [
    ['Principal', 'NotPrincipal'],
    ['Resource', 'NotResource'],
  ] as const) {
    if (one in statement && other in statement) throw new PolicyError(`${where} has both ${one} and ${other}; keep one.`);
  }
  const texts = (element: string): Record<string, string | readonly string[]> =>
    element in statement ? { [element]: asTexts(statement[element], `${where}'s ${element}`) } : {};
  const principal = (element: string): Record<string, PrincipalElement> =>
    element in statement ? { [element]: parsePrincipal(statement[element], `${where}'s ${element}`) } : {};
  return {
    ...(Sid !== undefined && { Sid: String(Sid) }),
    Effect,
    ...principal('Principal'),
    ...principal('NotPrincipal'),
    ...texts('Action'),
    ...texts('NotAction'),
    ...texts('Resource'),
    ...texts('NotResource'),
    ...('Condition' in statement && { Condition: parseCondition(statement['Condition'], `${where}'s Condition`) }),
  };
}

function parsePrincipal(value: unknown, where: string): PrincipalElement {
  if (value === '*') return '*';
  const kinds = Object.entries(asObject(value, where));
  return Object.fromEntries(kinds.map(([kind, texts]) => [kind, asTexts(texts, `${where}.${kind}`)]));
}

function parseCondition(value: unknown, where: string): NonNullable<PolicyStatement['Condition']> {
  const operators = Object.entries(asObject(value, where));
  return Object.fromEntries(
    operators.map(([operator, keys]) => {
      const entries = Object.entries(asObject(keys, `${where}.${operator}`));
      return [operator, Object.fromEntries(entries.map(([key, texts]) => [key, asTexts(texts, `${where}.${operator}.${key}`)]))];
    }),
  );
}

function asObject(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PolicyError(`${where} is ${show(value)}; it must be an object.`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function asTexts(value: unknown, where: string): string | readonly string[] {
  return Array.isArray(value) ? value.map((item) => asText(item, where)) : asText(value, where);
}

function asText(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new PolicyError(`${where} holds ${show(value)}; it must be a string.`);
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return JSON.stringify(value);
}

/** An element that may be one text or a list, as a list. */
export function listOf(texts: string | readonly string[] | undefined): readonly string[] {
  return texts === undefined ? [] : typeof texts === 'string' ? [texts] : texts;
}
