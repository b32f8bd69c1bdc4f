import { camelCase, freeName, namesOfKeys, pascalCase, screamingCase, snakeCase, type EventModel } from '../model';

const KEYWORDS = new Set([
  ...[
    'abstract',
    'assert',
    'boolean',
    'break',
    'byte',
    'case',
    'catch',
    'char',
    'class',
    'const',
    'continue',
    'default',
    'do',
    'double',
  ],
  ...[
    'else',
    'enum',
    'extends',
    'final',
    'finally',
    'float',
    'for',
    'goto',
    'if',
    'implements',
    'import',
    'instanceof',
    'int',
    'interface',
  ],
  ...[
    'long',
    'native',
    'new',
    'package',
    'private',
    'protected',
    'public',
    'return',
    'short',
    'static',
    'strictfp',
    'super',
    'switch',
  ],
  ...[
    'synchronized',
    'this',
    'throw',
    'throws',
    'transient',
    'try',
    'void',
    'volatile',
    'while',
    'true',
    'false',
    'null',
    'var',
    'yield',
    'record',
  ],
]);

/** What no component may be called: methods of every object, and of the generated records. */
const RESERVED = new Set([
  ...['clone', 'finalize', 'getClass', 'hashCode', 'notify', 'notifyAll', 'toString', 'wait', 'equals'],
  ...['builder', 'build', 'read', 'toWire', 'unknownFields', 'wire', 'event'],
]);

/** Names that nested types would hide. */
const TYPES_IN_USE = [
  ...[
    'Boolean',
    'Builder',
    'Deprecated',
    'Double',
    'Event',
    'EventMetadata',
    'EventType',
    'Known',
    'List',
    'Long',
    'Map',
    'Number',
    'Object',
    'OrNull',
  ],
  ...['Override', 'Record', 'Set', 'Shape', 'Shapes', 'String', 'Unrecognized', 'Wire', 'WireObject', 'WireScalar', 'WireText'],
];

/** What an event type is called in Java. */
export interface JavaNames {
  /** `DeliveryStatusUpdated`, from the second major on `DeliveryStatusUpdatedV2`. */
  readonly className: string;
  /** Package of the domain, within that of all events: `delivery`. */
  readonly domain: string;
}

export function javaNames({ name, domain, major }: EventModel): JavaNames {
  return { className: pascalCase(name) + (major > 1 ? `V${major}` : ''), domain: packageName(domain) };
}

export function packageName(text: string): string {
  const name = snakeCase(text);
  return KEYWORDS.has(name) || name === 'busbar' ? `${name}_` : name;
}

/** Names of a model's types, which are nested in the event's record. */
export function typeNames(model: EventModel, className: string): ReadonlyMap<string, string> {
  const taken = new Set([...TYPES_IN_USE, className].map((name) => name.toLowerCase()));
  return new Map(Array.from(model.types.keys(), (name) => [name, freeName(name, taken)]));
}

export function componentNames(wireNames: readonly string[]): ReadonlyMap<string, string> {
  return namesOfKeys(wireNames, (wireName) => {
    const name = camelCase(wireName);
    return KEYWORDS.has(name) || RESERVED.has(name) ? `${name}_` : name;
  });
}

/** Constants of an enum. */
export function constantNames(values: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return values.map((value) => {
    const name = screamingCase(value);
    return freeName(/^\d/.test(name) ? `_${name}` : name, taken);
  });
}

/** A Java string literal. */
export function text(value: string): string {
  const escaped = JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  // JSON's \u escapes are read before everything else in Java: \u000a would end the line.
  return escaped.replace(
    /\\u00([01][0-9a-f])/g,
    (_, code: string) => `\\${Number.parseInt(code, 16).toString(8).padStart(3, '0')}`,
  );
}

export function javadoc(lines: readonly string[], indent: string): string {
  const safe = lines.map((line) =>
    line
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('*/', '*&#47;')
      .replaceAll('\\', '&#92;')
      .replace(/(?<!^)@/g, '&#64;'),
  );
  if (safe.length === 0) return '';
  if (safe.length === 1) return `${indent}/** ${safe[0] ?? ''} */\n`;
  return `${indent}/**\n${safe.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}
