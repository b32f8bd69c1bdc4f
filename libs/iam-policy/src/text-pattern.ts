import type { RequestContext } from './request-context';

/** Whether a string matches one value of a policy. The context has the values of policy variables. */
export type TextPattern = (text: string, context: RequestContext) => boolean;

export interface TextPatternOptions {
  /** `*` stands for any characters, `?` for one. */
  readonly wildcards: boolean;
  readonly ignoreCase?: boolean;
  /** `${key}` stands for the value that the key has in the request. */
  readonly variables: boolean;
}

/** A piece of a pattern: text to find as it is, a wildcard, or a policy variable. */
type Piece = { readonly text: string } | { readonly wildcard: '*' | '?' } | { readonly key: string; readonly fallback?: string };

const VARIABLE = /\$\{([^}]*)\}/g;
const VARIABLE_WITH_DEFAULT = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/;

/**
 * Compiles a policy's text. A variable without a value in the request (or with several) makes the text match nothing.
 * Values of variables are taken literally, wildcards in them too. Matching takes at most |pattern| × |text| steps.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function compileText(source: string, options: TextPatternOptions): TextPattern {
  const pieces = piecesOf(source, options);
  const fold = options.ignoreCase ? (text: string) => text.toLowerCase() : (text: string) => text;
  if (!pieces.some((piece) => 'key' in piece)) {
    const matches = compileGlob(pieces, fold);
    return (text) => matches(fold(text));
  }
  return (text, context) => {
    const resolved = resolve(pieces, context);
    return resolved !== undefined && compileGlob(resolved, fold)(fold(text));
  };
}

function piecesOf(source: string, { wildcards, variables }: TextPatternOptions): Piece[] {
  const pieces: Piece[] = [];
  const plain = (text: string): void => {
    for (const part of wildcards ? text.split(/([*?])/) : [text]) {
      if (part === '') continue;
      pieces.push(wildcards && (part === '*' || part === '?') ? { wildcard: part } : { text: part });
    }
  };
  let end = 0;
  for (const found of variables ? source.matchAll(VARIABLE) : []) {
    plain(source.slice(end, found.index));
    end = found.index + found[0].length;
    const inner = found[1] ?? '';
    if (inner === '*' || inner === '?' || inner === '$') {
      pieces.push({ text: inner });
      continue;
    }
    const [, key, fallback] = VARIABLE_WITH_DEFAULT.exec(inner) ?? [];
    pieces.push({ key: (key ?? inner).toLowerCase(), ...(fallback !== undefined && { fallback }) });
  }
  plain(source.slice(end));
  return pieces;
}

function resolve(pieces: readonly Piece[], context: RequestContext): Piece[] | undefined {
  const resolved: Piece[] = [];
  for (const piece of pieces) {
    if (!('key' in piece)) {
      resolved.push(piece);
      continue;
    }
    const values = context.get(piece.key) ?? [];
    const value = values.length === 1 ? values[0] : values.length === 0 ? piece.fallback : undefined;
    if (value === undefined) return undefined;
    resolved.push({ text: value });
  }
  return resolved;
}

const ANY = -1;
const ONE = -2;

/** The two shapes that nearly all policies have, a plain text and a prefix with `*`, are one string comparison. */
function compileGlob(pieces: readonly Piece[], fold: (text: string) => string): (text: string) => boolean {
  const units: number[] = [];
  let plain = '';
  for (const piece of pieces) {
    if ('wildcard' in piece) units.push(piece.wildcard === '*' ? ANY : ONE);
    else if ('text' in piece) {
      const text = fold(piece.text);
      plain += text;
      for (let i = 0; i < text.length; i++) units.push(text.charCodeAt(i));
    }
  }
  const firstWildcard = units.findIndex((unit) => unit < 0);
  if (firstWildcard === -1) return (text) => text === plain;
  if (firstWildcard === units.length - 1 && units[firstWildcard] === ANY) return (text) => text.startsWith(plain);
  return (text) => globMatches(units, text);
}

/** Greedy with one point to return to, the last `*`: never exponential. */
function globMatches(units: readonly number[], text: string): boolean {
  let at = 0;
  let unit = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const expected = units[unit];
    if (expected === ONE || expected === text.charCodeAt(at)) {
      at++;
      unit++;
    } else if (expected === ANY) {
      star = unit++;
      starAt = at;
    } else if (star !== -1) {
      unit = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (units[unit] === ANY) unit++;
  return unit === units.length;
}
