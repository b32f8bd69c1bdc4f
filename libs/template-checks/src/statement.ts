import { listOf, mapOf, type Properties } from './template';

/** A statement of a policy in a template, with the place where it is. */
export interface Statement {
  readonly effect: unknown;
  readonly principal: unknown;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  /** Operator → condition key → value. */
  readonly condition: Properties;
  /** Path below `Properties`. */
  readonly at: string;
}

/** The statements of a policy document, an object or JSON. What cannot be read is a statement without anything. */
export function statementsOf(document: unknown, at: string): readonly Statement[] {
  if (document === undefined) return [];
  const { Statement: statements } = parsed(document);
  return [statements ?? {}]
    .flat()
    .map((statement, index) => statementAt(statement, Array.isArray(statements) ? `${at}/Statement/${index}` : at));
}

export function statementAt(value: unknown, at: string): Statement {
  const { Effect, Principal, Action, Resource, Condition } = parsed(value);
  return {
    effect: Effect,
    principal: Principal,
    actions: listOf(Action).map(String),
    resources: listOf(Resource),
    condition: mapOf(Condition),
    at,
  };
}

function parsed(value: unknown): Properties {
  if (typeof value !== 'string') return mapOf(value);
  try {
    return mapOf(JSON.parse(value));
  } catch {
    return {};
  }
}

/** `*` alone or among others. */
export function isAnybody(principal: unknown): boolean {
  return principal === '*' || Object.values(mapOf(principal)).some((names) => listOf(names).includes('*'));
}

export function isService(principal: unknown, service: string): boolean {
  return listOf(mapOf(principal)['Service']).includes(service);
}

/** Whether a statement's actions contain it, wildcards included. */
export function coversAction({ actions }: Statement, action: string): boolean {
  return actions.some((pattern) => {
    const expression = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${expression}$`, 'i').test(action);
  });
}

/** The values that the operators give for a condition key, whatever its case. */
export function valuesOf(
  { condition }: Pick<Statement, 'condition'>,
  key: string,
  operators?: readonly string[],
): readonly unknown[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    operators === undefined || operators.includes(operator)
      ? Object.entries(mapOf(keys)).flatMap(([name, value]) => (name.toLowerCase() === key.toLowerCase() ? listOf(value) : []))
      : [],
  );
}

/** Condition keys that say for whom a service acts; without one anybody can make it act. */
const CALLERS = ['aws:SourceArn', 'aws:SourceAccount', 'aws:SourceOrgID', 'aws:SourceOrgPaths', 'aws:PrincipalOrgID'];

export function saysForWhom(statement: Pick<Statement, 'condition'>): boolean {
  return CALLERS.some((key) => valuesOf(statement, key).length > 0);
}
