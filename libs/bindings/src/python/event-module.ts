import { contractHeader } from '../header';
import type { EventModel, NamedType } from '../model';
import { attributesOf, eventAttributes, setterName } from './attributes';
import { bodyLines, checkLines, isSmall, PathExpression } from './checks';
import { eventClass, objectClass } from './classes';
import { ModuleContext } from './module-context';
import { docstring, literal, type PythonNames } from './names';
import { block } from './text';
import { annotation, referencesOf } from './types';
import { eventWireFunctions, wireFunctions } from './wire';

/** The module of one event type: its class, those of the objects in it, and what checks, reads and writes them. */
export function eventModule(model: EventModel, names: PythonNames, command: string): string {
  const context = new ModuleContext(model, names);
  const types = [...model.types.values()];
  const classes = [
    ...types.flatMap((named) => (named.type.kind === 'object' ? [objectClass(context, named, named.type)] : [])),
    eventClass(context),
  ];
  const aliases = inOrder(types.filter(({ type }) => type.kind !== 'object')).map((named) => alias(context, named));
  const functions = [
    ...types
      .filter(({ type }) => !isSmall(type))
      .flatMap((named) => [checkFunction(context, named), ...wireFunctions(context, named)]),
    functionOf('_check_data', bodyLines(context, model.data)),
    ...eventWireFunctions(context),
  ];
  const body = [...classes, setters(context), aliases.join(''), ...functions].filter((text) => text !== '').join('\n\n');
  // After the body, which asks for them.
  const text = `${context.constants()}\n\n${body}`;
  const head = contractHeader(model, command)
    .map((line) => `# ${line}\n`)
    .join('');
  return `${head}${docstring([`The event type ${model.eventType}.`], '')}\n${imports(text)}\n${text}`;
}

/** Each after those that it refers to. */
function inOrder(aliases: readonly NamedType[]): NamedType[] {
  const ordered = new Set<NamedType>();
  const visiting = new Set<NamedType>();
  const visit = (named: NamedType): void => {
    if (visiting.has(named)) return;
    visiting.add(named);
    for (const name of referencesOf(named.type)) {
      const next = aliases.find((one) => one.name === name);
      if (next) visit(next);
    }
    ordered.add(named);
  };
  aliases.forEach(visit);
  return [...ordered];
}

function alias(context: ModuleContext, { name, type, description }: NamedType): string {
  const own = context.nameOf(name);
  const text = annotation(context, type);
  // A type that holds itself can refer to itself in a string only.
  const isRecursive = new RegExp(`\\b${own}\\b`).test(text);
  return `${own}: TypeAlias = ${isRecursive ? literal(text) : text}\n${docstring(description === undefined ? [] : [description], '')}`;
}

/** What sets the attributes of each class, in the order of its fields. */
function setters(context: ModuleContext): string {
  const of = (className: string, attributes: readonly string[]) =>
    `[${attributes.map((attribute) => setterName(className, attribute)).join(', ')}] = _setters(${className})\n`;
  const objects = [...context.model.types.values()].flatMap(({ name, type }) =>
    type.kind === 'object'
      ? [of(context.nameOf(name), [...attributesOf(type).map(({ attribute }) => attribute), 'unknown_fields'])]
      : [],
  );
  const event = eventAttributes(context.model).map(({ attribute }) => attribute);
  const more = { object: ['unknown_fields', 'metadata'], union: ['metadata'] }[context.model.data.kind];
  return [...objects, of(context.names.className, [...event, ...more])].join('');
}

function checkFunction(context: ModuleContext, { name, type }: NamedType): string {
  const isBody = type.kind === 'object' || type.kind === 'union';
  return functionOf(
    `_check_${name}`,
    isBody ? bodyLines(context, type) : checkLines(context, type, 'value', new PathExpression()),
  );
}

function functionOf(name: string, lines: readonly string[]): string {
  return `def ${name}(value: Any, path: str, issues: Issues, consumer: bool) -> None:\n${block(lines.length > 0 ? lines : ['pass'], 4)}`;
}

/** What may be imported: module, and name with the name it gets here. Those with `_` may be names of attributes or arguments. */
const IMPORTABLE: readonly (readonly [string, readonly string[]])[] = [
  ['collections.abc', ['Mapping', 'Sequence']],
  ['dataclasses', ['dataclass', 'field as _field']],
  ['math', ['fmod as _fmod']],
  ['typing', ['TYPE_CHECKING', 'Any', 'ClassVar', 'Literal', 'TypeAlias']],
  ['warnings', ['warn as _warn']],
  ['..busbar.errors', ['EventValidationError', 'Issues']],
  ['..busbar.event', ['Event', 'own_metadata as _own_metadata', 'require as _require']],
  [
    '..busbar.formats',
    ['date', 'date_time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'time', 'uri', 'uuid'].map(
      (format) => `is_${format} as _is_${format}`,
    ),
  ],
  ['..busbar.metadata', ['EventMetadata', 'fresh_metadata as _fresh']],
  [
    '..busbar.values',
    [
      ...[
        'ABSENT',
        'AS_READ',
        'GREATEST',
        'NO_FIELDS',
        'SEQUENCES',
        'Absent',
        'FrozenDict',
        'Unrecognized',
        'UnrecognizedAlternative',
      ],
      ...[
        'are_unique as _are_unique',
        'check_json',
        'frozen as _frozen',
        'no_fields as _no_fields',
        'pointer',
        'setters as _setters',
        'thawed as _thawed',
        'unwritable as _unwritable',
      ],
    ],
  ],
];

/** Builtins by the names that they have where theirs may be those of arguments. */
const BUILTINS: readonly (readonly [string, string])[] = [
  ['_all', 'all'],
  ['_bool', 'bool'],
  ['_dict', 'dict'],
  ['_float', 'float'],
  ['_int', 'int'],
  ['_is', 'isinstance'],
  ['_len', 'len'],
  ['_str', 'str'],
  ['_tuple', 'tuple'],
  ['_type', 'type'],
];

function imports(text: string): string {
  const uses = (name: string) => new RegExp(`(?<![\\w.])${name}\\b`).test(text);
  const lines = IMPORTABLE.flatMap(([module, names]) => {
    const used = names.filter((name) => uses(name.split(' as ').at(-1) ?? ''));
    return used.length > 0 ? [`from ${module} import ${used.join(', ')}\n`] : [];
  });
  const standard = lines.filter((line) => !line.startsWith('from ..'));
  const own = lines.filter((line) => line.startsWith('from ..'));
  const builtins = BUILTINS.filter(([name]) => uses(name)).map(([name, builtin]) => `${name}: Any = ${builtin}\n`);
  const re = uses('re') && /\bre\.compile\(/.test(text) ? 'import re\n' : '';
  return `from __future__ import annotations\n\n${re}${standard.join('')}\n${own.join('')}\n${builtins.join('')}_new = object.__new__\n`;
}
