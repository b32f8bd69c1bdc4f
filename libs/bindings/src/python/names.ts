import type { EventModel } from '../model';
import { freeName, namesOfKeys, pascalCase, snakeCase } from '../model';

const KEYWORDS = [
  ...[
    'and',
    'as',
    'assert',
    'async',
    'await',
    'break',
    'class',
    'continue',
    'def',
    'del',
    'elif',
    'else',
    'except',
    'finally',
    'for',
  ],
  ...[
    'from',
    'global',
    'if',
    'import',
    'in',
    'is',
    'lambda',
    'nonlocal',
    'not',
    'or',
    'pass',
    'raise',
    'return',
    'try',
    'while',
    'with',
  ],
  ...['yield', 'none', 'true', 'false', 'self', 'cls'],
];

/** What a class body or an annotation needs under its own name. */
const NEEDED = ['bool', 'classmethod', 'dict', 'float', 'int', 'object', 'str', 'unknown_fields'];
const METHODS = ['detail', 'from_wire', 'issues', 'metadata', 'new_metadata', 'parse', 'to_json', 'to_wire'];

/** Names that a module has from elsewhere. */
const IMPORTED = [
  ...[
    'ABSENT',
    'Absent',
    'Any',
    'ClassVar',
    'Event',
    'EventMetadata',
    'EventValidationError',
    'Issues',
    'Literal',
    'Mapping',
    'Sequence',
  ],
  ...['TYPE_CHECKING', 'TypeAlias', 'Unrecognized', 'UnrecognizedAlternative', 'None', 'True', 'False', 'Final'],
];

/** What an event type is called in Python. */
export interface PythonNames {
  /** `DeliveryStatusUpdated`, from the second major on `DeliveryStatusUpdatedV2`. */
  readonly className: string;
  /** Package of the domain: `delivery`. */
  readonly domain: string;
  /** Module in it: `status_updated`. */
  readonly module: string;
}

export function pythonNames({ name, domain, major }: EventModel): PythonNames {
  const version = major > 1 ? `_v${major}` : '';
  return {
    className: pascalCase(name) + (major > 1 ? `V${major}` : ''),
    domain: moduleName(domain),
    module: moduleName(name.slice(domain.length + 1)) + version,
  };
}

/** Names of a model's types: not that of the event's class, nor what the module imports. */
export function classNames(model: EventModel, className: string): ReadonlyMap<string, string> {
  const taken = new Set([...IMPORTED, className].map((name) => name.toLowerCase()));
  return new Map(Array.from(model.types.keys(), (name) => [name, freeName(name, taken)]));
}

/** Names of an object's attributes by their names on the wire. Keywords and clashes end with `_`. */
export function attributeNames(wireNames: readonly string[]): ReadonlyMap<string, string> {
  const reserved = new Set([...KEYWORDS, ...NEEDED, ...METHODS]);
  return namesOfKeys(wireNames, (wireName) => {
    const snake = snakeCase(wireName);
    return reserved.has(snake) ? `${snake}_` : snake;
  });
}

function moduleName(text: string): string {
  const name = snakeCase(text);
  return KEYWORDS.includes(name) || name === 'busbar' ? `${name}_` : name;
}

/** A Python literal. JSON's escapes are Python's, too, but that for what is beyond the BMP. */
export function literal(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value).replace(/[^ -~]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** A docstring of some lines. */
export function docstring(lines: readonly string[], indent: string): string {
  if (lines.length === 0) return '';
  const safe = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"', '\\"'));
  if (safe.length === 1) return `${indent}"""${safe[0] ?? ''}"""\n`;
  const [first, ...rest] = safe;
  return `${indent}"""${first ?? ''}\n\n${rest.map((line) => (line === '' ? '\n' : `${indent}${line}\n`)).join('')}${indent}"""\n`;
}
