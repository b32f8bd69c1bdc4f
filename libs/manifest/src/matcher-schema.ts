import { isMap } from '@busbar/problem';

/** JSON Schema of the values that a matcher of EventBridge matches. Draft-07. */
export type MatcherSchema = Readonly<Record<string, unknown>>;

/**
 * A matcher as a schema, so that it can be held against the schema of a field.
 *
 * @param matcher one that EventBridge accepts, with one key
 * @returns undefined where a schema cannot say the same: addresses, letters other than ASCII when case is ignored
 */
export function matcherSchema(matcher: Readonly<Record<string, unknown>>): MatcherSchema | undefined {
  const [[kind, operand] = []] = Object.entries(matcher);
  if (kind === 'anything-but') return excluded(operand);
  if (kind === 'numeric') return numbers(operand as readonly unknown[]);
  if (kind === 'exists') return operand === true ? {} : undefined;
  return kind === undefined ? undefined : text(kind, operand);
}

function excluded(operand: unknown): MatcherSchema | undefined {
  if (!isMap(operand)) return { not: { enum: [operand].flat() } };
  const [[kind, values] = []] = Object.entries(operand);
  const schemas = [values].flat().map((value) => text(String(kind), value));
  return schemas.every((schema) => schema !== undefined) ? { not: { anyOf: schemas } } : undefined;
}

function numbers(operand: readonly unknown[]): MatcherSchema {
  const comparisons: Readonly<Record<string, (value: unknown) => MatcherSchema>> = {
    '<': (value) => ({ exclusiveMaximum: value }),
    '<=': (value) => ({ maximum: value }),
    '>': (value) => ({ exclusiveMinimum: value }),
    '>=': (value) => ({ minimum: value }),
    '=': (value) => ({ minimum: value, maximum: value }),
  };
  const bounds: MatcherSchema[] = [];
  for (let index = 0; index + 1 < operand.length; index += 2) {
    bounds.push(comparisons[String(operand[index])]?.(operand[index + 1]) ?? {});
  }
  return { type: 'number', ...Object.assign({}, ...bounds) };
}

function text(kind: string, operand: unknown): MatcherSchema | undefined {
  const pattern = textPattern(kind, operand);
  return pattern === undefined ? undefined : { type: 'string', pattern };
}

/** An ECMAScript regular expression, with the `u` flag. */
function textPattern(kind: string, operand: unknown): string | undefined {
  const ignoresCase = isMap(operand);
  const value = ignoresCase ? operand['equals-ignore-case'] : operand;
  if (typeof value !== 'string') return undefined;
  const literal = ignoresCase || kind === 'equals-ignore-case' ? inAnyCase(value) : escaped(value);
  if (literal === undefined) return undefined;
  switch (kind) {
    case 'prefix':
      return `^${literal}`;
    case 'suffix':
      return `${literal}$`;
    case 'exactly':
    case 'equals-ignore-case':
      return `^${literal}$`;
    case 'wildcard':
      return `^${wildcardPattern(value)}$`;
    default:
      return undefined;
  }
}

/** `*` is any text; `\*` and `\\` are the characters. */
function wildcardPattern(value: string): string {
  return value.replace(/\\([*\\])|\*|[^*\\]+/g, (part, character: string | undefined) =>
    part === '*' ? '[\\s\\S]*' : escaped(character ?? part),
  );
}

function inAnyCase(value: string): string | undefined {
  const characters = [...value].map((character) => {
    const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
    if (lower === upper) return escaped(character);
    return /^[A-Za-z]$/.test(character) ? `[${lower}${upper}]` : undefined;
  });
  return characters.includes(undefined) ? undefined : characters.join('');
}

function escaped(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
