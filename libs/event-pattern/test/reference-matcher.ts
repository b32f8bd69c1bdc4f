/**
 * EventBridge's matching once more, written for clarity alone and apart from the package: no index, no shared code, every
 * combination of values tried. The tests compare the two.
 *
 * It reads patterns that are known to be valid and events of moderate size.
 */
export function referenceMatches(patternText: string, eventText: string): boolean {
  const pattern = readJson(patternText);
  const leaves = leavesOf(readJson(eventText));
  return rulesOf(pattern).some((rule) => ruleMatches(rule, leaves));
}

type Json = { text: string } | { string: string } | { list: Json[] } | { members: [string, Json][] };

/** Keeps the spelling of numbers and repeated keys. Ignores what follows the first value. */
function readJson(source: string): Json {
  let at = 0;
  const peek = (): string => {
    while (/\s/.test(source[at] ?? 'x')) at++;
    return source[at] ?? '';
  };
  const string = (): string => {
    const start = at++;
    while (source[at] !== '"') at += source[at] === '\\' ? 2 : 1;
    return JSON.parse(source.slice(start, ++at)) as string;
  };
  const value = (): Json => {
    const first = peek();
    if (first === '"') return { string: string() };
    if (first === '[' || first === '{') {
      at++;
      const list: Json[] = [];
      const members: [string, Json][] = [];
      for (;;) {
        const next = peek();
        if (next === ']' || next === '}') break;
        if (next === ',') at++;
        else if (first === '[') list.push(value());
        else {
          const key = string();
          peek();
          at++;
          members.push([key, value()]);
        }
      }
      at++;
      return first === '[' ? { list } : { members };
    }
    const start = at;
    while (!/[\s,\]}]/.test(source[at] ?? ' ')) at++;
    return { text: source.slice(start, at) };
  };
  return value();
}

interface Leaf {
  readonly path: string;
  /** Strings with a quote in front and behind. */
  readonly raw: string;
  /** Array number → element number. */
  readonly within: ReadonlyMap<number, number>;
}

function leavesOf(event: Json): Leaf[] {
  const leaves: Leaf[] = [];
  let arrays = 0;
  const walk = (json: Json, path: readonly string[], within: ReadonlyMap<number, number>): void => {
    if ('members' in json) for (const [key, child] of json.members) walk(child, [...path, key], within);
    else if ('list' in json) {
      const array = arrays++;
      json.list.forEach((child, i) =>
        walk(child, path, 'members' in child || 'list' in child ? new Map([...within, [array, i]]) : within),
      );
    } else leaves.push({ path: path.join('.'), raw: 'string' in json ? `"${json.string}"` : json.text, within });
  };
  walk(event, [], new Map());
  return leaves;
}

type Rule = Map<string, Json[]>;

const RESERVED = [
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
];

class NotAnOr extends Error {}

function rulesOf(pattern: Json): Rule[] {
  try {
    return expand(pattern, [], [new Map()], true, false);
  } catch (error) {
    if (!(error instanceof NotAnOr)) throw error;
    return expand(pattern, [], [new Map()], false, false);
  }
}

function expand(json: Json, path: readonly string[], rules: Rule[], withOr: boolean, inOr: boolean): Rule[] {
  if (!('members' in json)) throw new NotAnOr();
  let current = rules;
  for (const [key, child] of json.members) {
    if (withOr && key === '$or') {
      if (!('list' in child) || child.list.length < 2) throw new NotAnOr();
      current = child.list.flatMap((branch) =>
        expand(
          branch,
          path,
          current.map((rule) => new Map(rule)),
          withOr,
          true,
        ),
      );
      continue;
    }
    if (withOr && inOr && RESERVED.includes(key)) throw new NotAnOr();
    if ('list' in child) for (const rule of current) rule.set([...path, key].join('.'), child.list);
    else current = expand(child, [...path, key], current, withOr, inOr);
  }
  return current;
}

function ruleMatches(rule: Rule, leaves: readonly Leaf[]): boolean {
  const paths = [...rule.keys()].sort();
  const from = (i: number, chosen: ReadonlyMap<number, number>): boolean => {
    const path = paths[i];
    if (path === undefined) return true;
    const tests = rule.get(path) ?? [];
    const near = leaves.filter(
      (leaf) => leaf.path === path && [...leaf.within].every(([array, element]) => (chosen.get(array) ?? element) === element),
    );
    if (near.length === 0 && tests.some((test) => operatorOf(test)[0] === 'exists' && textOf(operatorOf(test)[1]) === 'false')) {
      return from(i + 1, chosen);
    }
    return near.some(
      (leaf) => tests.some((test) => valueMatches(test, leaf.raw, tests)) && from(i + 1, new Map([...chosen, ...leaf.within])),
    );
  };
  return from(0, new Map());
}

function operatorOf(test: Json): [string, Json] {
  return ('members' in test && test.members[0]) || ['', test];
}

function textOf(json: Json): string {
  return 'text' in json ? json.text : 'string' in json ? json.string : '';
}

function valueMatches(test: Json, raw: string, all: readonly Json[]): boolean {
  const [operator, argument] = operatorOf(test);
  const isString = raw.startsWith('"');
  switch (operator) {
    case '':
      if ('string' in argument) {
        const address = addressBits(argument.string);
        return address === undefined ? raw === `"${argument.string}"` : digitsMatch(address, address, raw, all);
      }
      return raw === textOf(argument) || sameNumber(raw, textOf(argument));
    case 'exactly':
      return raw === `"${textOf(argument)}"`;
    case 'exists':
      return textOf(argument) === 'true';
    case 'prefix':
      return (
        isString &&
        ('string' in argument
          ? raw.startsWith(`"${argument.string}`)
          : foldedRegExp(`"${textOf(operatorOf(argument)[1])}`, '', '[^]*').test(raw))
      );
    case 'suffix':
      return (
        isString &&
        ('string' in argument
          ? raw.endsWith(`${argument.string}"`)
          : foldedRegExp(`${textOf(operatorOf(argument)[1])}"`, '[^]*', '').test(raw))
      );
    case 'equals-ignore-case':
      return foldedRegExp(`"${textOf(argument)}"`, '', '').test(raw);
    case 'wildcard':
      return wildcardRegExp(textOf(argument)).test(raw);
    case 'numeric': {
      const terms = 'list' in argument ? argument.list.map(textOf) : [];
      const number = comparable(raw);
      if (number === undefined) return false;
      return [0, 2].every((i) => terms[i] === undefined || compare(number, terms[i], Number(terms[i + 1])));
    }
    case 'cidr': {
      const [address = '', bits = ''] = textOf(argument).split('/');
      const all_ = addressBits(address) as string;
      const fixed = all_.slice(0, Number(bits));
      return digitsMatch(fixed.padEnd(all_.length, '0'), fixed.padEnd(all_.length, '1'), raw, all);
    }
    case 'anything-but':
      return !excluded(argument, raw);
    default:
      throw new Error(`unknown operator ${operator}`);
  }
}

function excluded(argument: Json, raw: string): boolean {
  if ('members' in argument) {
    const [operator, value] = operatorOf(argument);
    const values = 'list' in value ? value.list : [value];
    return values.some((it) => valueMatches({ members: [[operator, it]] }, raw, []));
  }
  const values = 'list' in argument ? argument.list : [argument];
  return values.some((it) => ('string' in it ? raw === `"${it.string}"` : sameNumber(raw, textOf(it))));
}

function compare(number: number, operator: string | undefined, bound: number): boolean {
  switch (operator) {
    case '<':
      return number < bound;
    case '<=':
      return number <= bound;
    case '>':
      return number > bound;
    case '>=':
      return number >= bound;
    default:
      return number === bound;
  }
}

function sameNumber(a: string, b: string): boolean {
  const [x, y] = [comparable(a), comparable(b)];
  return x !== undefined && x === y;
}

/** A double, if it stands for exactly this decimal. */
function comparable(raw: string): number | undefined {
  if (!/^-?\d/.test(raw)) return undefined;
  const number = Number(raw);
  if (!Number.isFinite(number)) return undefined;
  const [a, b] = [exactDecimal(raw), exactDecimal(String(number))];
  // The same power of ten for both, then whole numbers.
  const power = a.power < b.power ? a.power : b.power;
  if (a.power - power > 2000n || b.power - power > 2000n) return undefined;
  return a.digits * 10n ** (a.power - power) === b.digits * 10n ** (b.power - power) ? number + 0 : undefined;
}

function exactDecimal(text: string): { digits: bigint; power: bigint } {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = BigInt(whole + fraction);
  return digits === 0n ? { digits, power: 0n } : { digits, power: BigInt(exponent.replace('+', '')) - BigInt(fraction.length) };
}

function foldedRegExp(text: string, before: string, after: string): RegExp {
  const units = text.split('').map((unit) => {
    const shown = unit >= '\ud800' && unit <= '\udfff' ? '?' : unit;
    return `(?:${escape(shown.toLowerCase())}|${escape(shown.toUpperCase())})`;
  });
  return new RegExp(`^${before}${units.join('')}${after}$`);
}

function wildcardRegExp(text: string): RegExp {
  const parts = [...text.matchAll(/\\([^])|\*|[^]/gu)].map(([all, escaped]) => (all === '*' ? '[^]*' : escape(escaped ?? all)));
  return new RegExp(`^"${parts.join('')}"$`);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** 32 or 128 characters 0 and 1. */
function addressBits(text: string): string | undefined {
  if (/^\d+(\.\d+){3}$/.test(text)) {
    const octets = text.split('.').map(Number);
    return text.length <= 15 && octets.every((octet) => octet < 256)
      ? octets.map((octet) => octet.toString(2).padStart(8, '0')).join('')
      : undefined;
  }
  if (!/^[0-9a-f:]*:[0-9a-f:]*$/i.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...(tail ?? [])].map((group) =>
    group === '' ? NaN : parseInt(group, 16),
  );
  if (groups.some((group) => !(group <= 0xffff))) return undefined;
  const bits = groups.map((group) => group.toString(2).padStart(16, '0')).join('');
  const mapped = '0'.repeat(80) + '1'.repeat(16);
  return bits.startsWith(mapped) ? bits.slice(96) : bits;
}

/** Compares hexadecimal digits from the left until both ends are decided. */
function digitsMatch(bottomBits: string, topBits: string, raw: string, all: readonly Json[]): boolean {
  const toHex = (bits: string): string => bits.replace(/.{4}/g, (four) => parseInt(four, 2).toString(16).toUpperCase());
  const bottom = toHex(bottomBits);
  const top = toHex(topBits);
  let digits: string;
  if (raw.startsWith('"')) {
    const bits = addressBits(raw.slice(1, -1));
    if (bits === undefined) return false;
    digits = toHex(bits);
  } else {
    const withNumbers = all.some((test) => {
      const [operator, argument] = operatorOf(test);
      if (operator === 'numeric') return true;
      const values = 'list' in argument ? argument.list : [argument];
      return (
        (operator === '' || operator === 'anything-but') &&
        values.some((value) => 'text' in value && comparable(value.text) !== undefined)
      );
    });
    if (withNumbers && comparable(raw) !== undefined) return false;
    digits = raw;
  }
  for (let length = 1; length <= bottom.length; length++) {
    const part = digits.slice(0, length);
    if (part.length < length || part < bottom.slice(0, length) || part > top.slice(0, length)) return false;
    if (part > bottom.slice(0, length) && part < top.slice(0, length)) return true;
  }
  return true;
}
