type Filter = Readonly<Record<string, unknown>>;

/**
 * An event pattern on data in one line for people: `status: DELIVERED|RETURNED, delayMinutes: >= 15`. Comparisons by their
 * signs, `~` for text compared without regard to case, `*` for whatever precedes or follows.
 */
export function filterText(filter: Filter): string {
  return conditions(filter, '').join(', ');
}

function conditions(filter: Filter, prefix: string): string[] {
  return Object.entries(filter).map(([key, value]) => {
    if (key === '$or' && Array.isArray(value)) {
      return `(${value.map((branch) => conditions(branch as Filter, prefix).join(' and ')).join(' or ')})`;
    }
    if (Array.isArray(value)) return `${prefix}${key}: ${value.map(matcherText).join('|')}`;
    return conditions(value as Filter, `${prefix}${key}.`).join(', ');
  });
}

function matcherText(matcher: unknown): string {
  if (typeof matcher !== 'object' || matcher === null) return scalarText(matcher);
  const [operator = '', argument] = Object.entries(matcher)[0] ?? [];
  switch (operator) {
    case 'prefix':
      return `${textOf(argument)}*`;
    case 'suffix':
      return `*${textOf(argument)}`;
    case 'wildcard':
      return String(argument);
    case 'equals-ignore-case':
      return `~${scalarText(argument)}`;
    case 'numeric':
      return (argument as unknown[]).join(' ');
    case 'exists':
      return argument === true ? 'present' : 'absent';
    case 'anything-but':
      return `not ${anythingBut(argument)}`;
    case 'cidr':
      return `in ${String(argument)}`;
    default:
      return JSON.stringify(matcher);
  }
}

/** A value, a list of values, or a matcher whose argument may be a list. */
function anythingBut(argument: unknown): string {
  const all = Array.isArray(argument) ? argument : spread(argument);
  return all.length === 1 ? matcherText(all[0]) : `(${all.map(matcherText).join('|')})`;
}

/** `{ prefix: [a, b] }` as `[{ prefix: a }, { prefix: b }]`. */
function spread(argument: unknown): unknown[] {
  if (typeof argument !== 'object' || argument === null) return [argument];
  return Object.entries(argument).flatMap(([operator, values]) =>
    (Array.isArray(values) ? values : [values]).map((value: unknown) => ({ [operator]: value })),
  );
}

/** The argument of `prefix` and `suffix`: text, or text to compare without regard to case. */
function textOf(argument: unknown): string {
  return typeof argument === 'object' && argument !== null ? matcherText(argument) : scalarText(argument);
}

/** Quoted where it would not be clear where the text ends, or that it is text. */
function scalarText(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  return /^[\p{L}_][\p{L}\p{N}_.:/-]*$|^-[\p{L}][\p{L}\p{N}_-]*$/u.test(value) &&
    !['true', 'false', 'null', 'present', 'absent', 'not', 'in'].includes(value)
    ? value
    : JSON.stringify(value);
}
