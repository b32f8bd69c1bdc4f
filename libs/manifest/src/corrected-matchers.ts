import { asBoolean, asNumber, isMap } from '@busbar/problem';

type Matcher = Readonly<Record<string, unknown>>;

/** What to write in the list of a field's values; undefined where there is nothing alike. */
type Rewrite = (operand: unknown) => readonly unknown[] | undefined;

/** EventBridge's operators. */
export const OPERATORS = ['prefix', 'suffix', 'wildcard', 'anything-but', 'numeric', 'exists', 'equals-ignore-case', 'cidr'];

/**
 * What stands in EventBridge's patterns for a matcher that other query languages have (`{ endsWith: x }`, `{ gt: 5, lt: 9 }`), or
 * whose operand is of the wrong form (`{ exists: "true" }`). Undefined where nothing is known.
 */
export function correctedMatchers(matcher: Matcher): readonly unknown[] | undefined {
  const entries = Object.entries(matcher);
  const terms = entries.map(([name, operand]) => comparison(name, operand));
  if (entries.length > 0 && terms.every((term) => term !== undefined)) return numeric(terms);
  const [[name, operand] = ['', undefined]] = entries;
  return entries.length === 1 ? REWRITES.get(folded(name))?.(operand) : undefined;
}

const textMatchers =
  (operator: string): Rewrite =>
  (operand) => {
    const values = [operand].flat();
    return values.every(isScalar) ? values.map((value) => ({ [operator]: String(value) })) : undefined;
  };

const values: Rewrite = (operand) => {
  const all = [operand].flat();
  return all.every((value) => value === null || isScalar(value)) ? all : undefined;
};

const contains: Rewrite = (operand) =>
  typeof operand === 'string' ? [{ wildcard: `*${operand.replace(/[*\\]/g, '\\$&')}*` }] : undefined;

const anythingBut: Rewrite = (operand) => {
  const excluded = [isMap(operand) ? (correctedMatchers(operand) ?? operand) : operand].flat() as unknown[];
  const flags = excluded.map(asBoolean);
  // EventBridge takes no boolean here.
  if (flags.every((flag) => flag !== undefined)) return flags.length === 1 ? [!flags[0]] : undefined;
  return [{ 'anything-but': excluded.length === 1 ? excluded[0] : excluded }];
};

const between: Rewrite = (operand) => {
  if (isMap(operand)) return correctedMatchers(operand);
  if (!Array.isArray(operand) || operand.length !== 2) return undefined;
  return correctedMatchers({ gte: operand[0] as unknown, lte: operand[1] as unknown });
};

const numericOperand: Rewrite = (operand) => {
  if (isMap(operand)) return correctedMatchers(operand);
  const parts = [operand]
    .flat()
    .flatMap((part): unknown[] => (typeof part === 'string' ? (part.match(/[<>]=?|=|[^<>=\s]+/g) ?? []) : [part]));
  const numbers = parts.map(asNumber);
  if (parts.length === 1 && numbers[0] !== undefined) return [{ numeric: ['=', numbers[0]] }];
  if (parts.length === 2 && numbers.every((number) => number !== undefined)) return between(numbers);
  const terms = parts.flatMap((sign, index) => (index % 2 === 0 ? [comparison(String(sign), parts[index + 1])] : []));
  return terms.every((term) => term !== undefined) && terms.length > 0 ? numeric(terms) : undefined;
};

const exists =
  (present: boolean): Rewrite =>
  (operand) => {
    const flag = asBoolean(operand);
    return flag === undefined ? undefined : [{ exists: flag === present }];
  };

/** Of regular expressions only those of text and `.*`. */
const regularExpression: Rewrite = (operand) => {
  const [, start, body = '', end] = /^(\^?)(.*?)(\$?)$/.exec(String(operand)) ?? [];
  const glob = `${start ? '' : '*'}${body.replaceAll('.*', '*')}${end ? '' : '*'}`.replace(/\*+/g, '*');
  if (!/^[\w *-]+$/.test(glob) || glob === '*') return undefined;
  const text = glob.replace(/^\*|\*$/g, '');
  if (text.includes('*') || (glob.startsWith('*') && glob.endsWith('*'))) return [{ wildcard: glob }];
  return [glob.endsWith('*') ? { prefix: text } : glob.startsWith('*') ? { suffix: text } : text];
};

const names = (rewrite: Rewrite, ...all: string[]): [string, Rewrite][] => all.map((name) => [name, rewrite]);

/** By names without case and signs: `endsWith`, `ends-with` and `$ends_with` are one. */
const REWRITES: ReadonlyMap<string, Rewrite> = new Map([
  ...names(textMatchers('prefix'), 'prefix', 'startswith', 'beginswith', 'startwith', 'start'),
  ...names(textMatchers('suffix'), 'suffix', 'endswith', 'endwith', 'end'),
  ...names(textMatchers('wildcard'), 'wildcard', 'glob'),
  ...names(textMatchers('equals-ignore-case'), 'equalsignorecase', 'ignorecase', 'iequals', 'caseinsensitive'),
  ...names(textMatchers('cidr'), 'cidr', 'ip', 'ipaddress'),
  ...names(contains, 'contains', 'includes', 'substring'),
  ...names(anythingBut, 'anythingbut', 'not', 'notin', 'nin', 'ne', 'neq', 'notequals', 'isnot', 'except'),
  ...names(values, 'equals', 'equal', 'eq', 'in', 'is', 'oneof', 'anyof'),
  ...names(between, 'between', 'range'),
  ...names(numericOperand, 'numeric', 'number'),
  ...names(exists(true), 'exists', 'present'),
  ...names(exists(false), 'missing', 'absent', 'isnull'),
  ...names(regularExpression, 'regex', 'regexp', 'matches', 'match', 'pattern'),
]);

type Sign = '>' | '>=' | '<' | '<=' | '=';

const SIGNS: ReadonlyMap<string, Sign> = new Map<string, Sign>([
  ...(['>', '>=', '<', '<=', '='] as const).map((sign): [string, Sign] => [sign, sign]),
  ...['gt', 'greaterthan', 'above'].map((name): [string, Sign] => [name, '>']),
  ...['gte', 'ge', 'min', 'minimum', 'atleast', 'from'].map((name): [string, Sign] => [name, '>=']),
  ...['lt', 'lessthan', 'below'].map((name): [string, Sign] => [name, '<']),
  ...['lte', 'le', 'max', 'maximum', 'atmost', 'to'].map((name): [string, Sign] => [name, '<=']),
]);

type Comparison = readonly [Sign, number];

function comparison(name: string, operand: unknown): Comparison | undefined {
  const sign = SIGNS.get(name) ?? SIGNS.get(folded(name));
  const number = asNumber(operand);
  return sign !== undefined && number !== undefined ? [sign, number] : undefined;
}

/** EventBridge wants the lower bound first. */
function numeric(terms: readonly Comparison[]): readonly unknown[] {
  return [{ numeric: [...terms].sort(([a], [b]) => Number(a.startsWith('<')) - Number(b.startsWith('<'))).flat() }];
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
