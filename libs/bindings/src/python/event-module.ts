import { deprecation, eventLines, propertyLines } from '../documentation';
import { contractHeader } from '../header';
import { resolveType, type EventModel, type NamedType, type ObjectType, type Property, type Scalar, type Type } from '../model';
import { bodyLines, checkLines, isSmall, PathExpression } from './checks';
import { attributeNames, classNames, docstring, literal, type PythonNames } from './names';
import {
  annotation,
  hasFunctions,
  isCheckedOnce,
  isUnhashable,
  keptExpression,
  readExpression,
  takesNull,
  writeExpression,
  type TypeContext,
} from './types';

/** The module of one event type: its class, those of the objects in it, and what checks, reads and writes them. */
export function eventModule(model: EventModel, names: PythonNames, command: string): string {
  return new ModuleWriter(model, names).write(contractHeader(model, command));
}

/** A property of a class: of the contract, or the whole data of an event that is a union. */
interface Attribute extends Property {
  readonly attribute: string;
}

class ModuleWriter {
  readonly #model: EventModel;
  readonly #names: PythonNames;
  readonly #classNames: ReadonlyMap<string, string>;
  /** Constants of the module: name by value, in the order of their first use. */
  readonly #constants = new Map<string, string>();
  readonly #context: TypeContext;

  constructor(model: EventModel, names: PythonNames) {
    this.#model = model;
    this.#names = names;
    this.#classNames = classNames(model, names.className);
    this.#context = {
      model,
      nameOf: (type) => this.#classNames.get(type) ?? type,
      valuesOf: (values) => this.#values(values),
    };
  }

  write(header: readonly string[]): string {
    const types = [...this.#model.types.values()];
    const classes = [
      ...types.flatMap((named) => (named.type.kind === 'object' ? [this.#objectClass(named, named.type)] : [])),
      this.#eventClass(),
    ];
    const aliases = this.#inOrder(types.filter(({ type }) => type.kind !== 'object')).map((named) => this.#alias(named));
    const functions = [
      ...types.filter(({ type }) => !isSmall(type)).flatMap((named) => this.#functions(named)),
      ...this.#eventFunctions(),
    ];
    const constants = Array.from(this.#constants, ([value, name]) => `${name} = ${value}\n`).join('');
    const body = [...classes, aliases.join(''), ...functions].filter((text) => text !== '').join('\n\n');
    const text = `${constants}\n\n${body}`;
    const head = header.map((line) => `# ${line}\n`).join('');
    return `${head}${docstring([`The event type ${this.#model.eventType}.`], '')}\n${imports(text)}\n${text}`;
  }

  #values(values: readonly Scalar[]): string {
    return this.#constant('VALUES', `frozenset((${values.map((one) => `${literal(one)}, `).join('')}))`);
  }

  #constant(hint: string, value: string): string {
    const known = this.#constants.get(value);
    if (known !== undefined) return known;
    const taken = new Set(this.#constants.values());
    let name = `_${hint}`;
    for (let number = 2; taken.has(name); number++) name = `_${hint}_${number}`;
    this.#constants.set(value, name);
    return name;
  }

  /** Each after those that it refers to. */
  #inOrder(aliases: readonly NamedType[]): NamedType[] {
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

  #alias({ name, type, description }: NamedType): string {
    const own = this.#context.nameOf(name);
    const text = annotation(this.#context, type);
    // A type that holds itself has no other way to say so.
    const isRecursive = new RegExp(`\\b${own}\\b`).test(text);
    return `${own}: TypeAlias = ${isRecursive ? literal(text) : text}\n${docstring(description === undefined ? [] : [description], '')}`;
  }

  #objectClass({ name, description, deprecated }: NamedType, type: ObjectType): string {
    const own = this.#context.nameOf(name);
    const attributes = attributesOf(type.properties);
    const about = [...(description?.split(/\s*\n\s*/) ?? [`${own} of ${this.#model.eventType}.`]), ...(deprecated ? ['Deprecated.'] : [])];
    return [
      '@dataclass(frozen=True, slots=True, kw_only=True)\n',
      `class ${own}:\n`,
      docstring(about, '    '),
      '\n',
      this.#fields(attributes, type),
      this.#unknownField(type),
      '\n    if not TYPE_CHECKING:\n\n',
      this.#initializer(attributes, type, `${this.#model.eventType} ${own}`, `_check_${name}`),
      '\n',
      this.#toWire(attributes, type),
      this.#nestedFromWire(own, name),
    ].join('');
  }

  #eventClass(): string {
    const { eventType, name, major, version, source, publisher, data } = this.#model;
    const own = this.#names.className;
    const attributes = this.#eventAttributes();
    const object = data.kind === 'object' ? data : undefined;
    const why = deprecation(this.#model);
    const about = [...eventLines(this.#model), ...(why === undefined ? [] : ['', `.. deprecated:: ${version}`, `    ${why}`])];
    return [
      '@dataclass(frozen=True, slots=True, kw_only=True)\n',
      `class ${own}(Event):\n`,
      docstring(about, '    '),
      `\n    TYPE: ClassVar[Literal[${literal(eventType)}]] = ${literal(eventType)}  # type: ignore[misc]\n`,
      `    NAME: ClassVar[str] = ${literal(name)}\n`,
      `    MAJOR: ClassVar[int] = ${major}\n`,
      `    VERSION: ClassVar[str] = ${literal(version)}\n`,
      `    SOURCE: ClassVar[str] = ${literal(source)}\n`,
      `    PUBLISHER: ClassVar[str] = ${literal(publisher)}\n\n`,
      this.#fields(attributes, object),
      object ? this.#unknownField(object) : '',
      `    metadata: EventMetadata = field(default_factory=lambda: ${own}.new_metadata())\n`,
      docstring(['What the platform knows about the event; of a new one, unless it is given.'], '    '),
      '\n    if not TYPE_CHECKING:\n\n',
      this.#initializer(attributes, object, own, '_check_data', why),
      '\n',
      object ? this.#toWire(attributes, object) : this.#unionToWire(),
      '\n    @classmethod\n    def _check(cls, wire: Any, issues: Issues, consumer: bool) -> None:\n        _check_data(wire, "", issues, consumer)\n',
      `\n    @classmethod\n    def _read(cls, wire: Any, metadata: EventMetadata) -> ${own}:\n        return _read_data(wire, metadata)\n`,
    ].join('');
  }

  #eventAttributes(): readonly Attribute[] {
    const { data } = this.#model;
    if (data.kind === 'object') return attributesOf(data.properties);
    return [{ name: 'data', attribute: 'data', required: true, deprecated: false, type: data }];
  }

  #fields(attributes: readonly Attribute[], type: ObjectType | undefined): string {
    return attributes
      .map((property) => {
        const lines = [...propertyLines(this.#model, property), ...(property.deprecated ? ['Deprecated.'] : [])];
        const [text, fallback] = this.#fieldAnnotation(property);
        const facts = [
          ...(fallback === undefined ? [] : [`default=${fallback}`]),
          ...(type && isUnhashable(this.#context, property.type) ? ['hash=False'] : []),
        ];
        const isField = facts.some((fact) => fact === 'hash=False');
        const value = isField ? ` = field(${facts.join(', ')})` : fallback === undefined ? '' : ` = ${fallback}`;
        return `    ${property.attribute}: ${text}${value}\n${docstring(lines.length > 0 ? [lines.join(' ')] : [], '    ')}`;
      })
      .join('');
  }

  /** Annotation and default. */
  #fieldAnnotation({ type, required }: Attribute): [string, string | undefined] {
    const text = annotation(this.#context, type);
    const resolved = resolveType(this.#model, type);
    if (required) return [text, resolved.kind === 'const' ? literal(resolved.value) : undefined];
    return takesNull(this.#model, type) ? [`${text} | Absent`, 'ABSENT'] : [`${text} | None`, 'None'];
  }

  #unknownField(type: ObjectType): string {
    const values = type.rest ? annotation(this.#context, type.rest) : 'Any';
    const about = type.rest ? 'All other fields, by their names on the wire.' : 'Fields that a newer version added: kept, and refused in a new event.';
    return `    unknown_fields: Mapping[str, ${values}] = field(default_factory=no_fields, hash=False, repr=False)\n${docstring([about], '    ')}`;
  }

  /** The arguments become wire data, and that is checked as data from elsewhere is: one check, and the same issues. */
  #initializer(attributes: readonly Attribute[], type: ObjectType | undefined, title: string, check: string, why?: string): string {
    const isEvent = check === '_check_data';
    const parameters = attributes.map((property) => `${property.attribute}=${this.#fieldAnnotation(property)[1] ?? 'ABSENT'}`);
    const all = ['self', '*', ...parameters, ...(type ? ['unknown_fields=NO_FIELDS'] : []), ...(isEvent ? ['metadata=None'] : []), '**_unknown'];
    const lines = [
      ...(isEvent && why !== undefined ? [`_warn(${literal(`${title}: ${why}`)}, DeprecationWarning, stacklevel=2)`] : []),
      ...(type ? this.#wireLines(attributes, type, '') : ['_wire = _write_union(data)']),
      `_require(${isEvent ? `${title}.TYPE` : literal(title)}, ${check}, _wire, _unknown)`,
      ...attributes.map(({ attribute, type: own }) => `_put(self, "${attribute}", ${keptExpression(this.#context, own, attribute)})`),
      ...(type ? ['_put(self, "unknown_fields", _frozen(unknown_fields) if unknown_fields else NO_FIELDS)'] : []),
      ...(isEvent ? [`_put(self, "metadata", _own_metadata(${title}, metadata))`] : []),
    ];
    return `        def __init__(${all.join(', ')}):\n${lines.map((line) => `            ${line}\n`).join('')}`;
  }

  #wireLines(attributes: readonly Attribute[], type: ObjectType, self: string): string[] {
    const write = ({ type: own, attribute }: Attribute) => writeExpression(this.#context, own, self + attribute, 0, self === '');
    const required = attributes.filter((property) => property.required);
    const members = required.map((property) => `${literal(property.name)}: ${write(property)}`);
    const rest = type.rest ? writeExpression(this.#context, type.rest, '_0', 1) : '_thawed(_0)';
    return [
      `_wire = {${members.join(', ')}}`,
      ...attributes
        .filter((property) => !property.required)
        .flatMap((property) => [
          `if ${self}${property.attribute} is not ${takesNull(this.#model, property.type) ? 'ABSENT' : 'None'}:`,
          `    _wire[${literal(property.name)}] = ${write(property)}`,
        ]),
      `if ${self}unknown_fields:`,
      `    _wire = {**{_k: ${rest} for _k, _0 in ${self}unknown_fields.items()}, **_wire}`,
    ];
  }

  #toWire(attributes: readonly Attribute[], type: ObjectType): string {
    const [first = '', ...lines] = this.#wireLines(attributes, type, 'self.');
    const body = [first.replace('_wire =', '_wire: dict[str, Any] ='), ...lines, 'return _wire'];
    return `    def to_wire(self) -> dict[str, Any]:\n${docstring(['The data with its names on the wire.'], '        ')}${block(body, 8)}`;
  }

  #unionToWire(): string {
    const body = ['_wire: dict[str, Any] = _write_union(self.data)', 'return _wire'];
    return `    def to_wire(self) -> dict[str, Any]:\n${docstring(['The data with its names on the wire.'], '        ')}${block(body, 8)}`;
  }

  #nestedFromWire(own: string, name: string): string {
    const body = [
      'issues = Issues()',
      `_check_${name}(data, "", issues, False)`,
      'if issues:',
      `    raise EventValidationError(${literal(`${this.#model.eventType} ${own}`)}, issues)`,
      `return _read_${name}(data)`,
    ];
    const about = docstring(['Of data with its names on the wire.', ':raises EventValidationError: when it does not meet the contract'], '        ');
    return `\n    @classmethod\n    def from_wire(cls, data: object) -> ${own}:\n${about}${block(body, 8)}`;
  }

  #functions({ name, type }: NamedType): string[] {
    const own = this.#context.nameOf(name);
    const checks =
      type.kind === 'object' || type.kind === 'union'
        ? bodyLines(this.#checks(), type)
        : checkLines(this.#checks(), type, 'value', new PathExpression());
    return [
      checkFunction(`_check_${name}`, [
        ...(type.kind === 'object' && isCheckedOnce(this.#model, type) ? ['if value is CHECKED:', '    return'] : []),
        ...checks,
      ]),
      ...(type.kind === 'object' ? [this.#readObject(name, own, type)] : this.#readOther(name, type)),
    ];
  }

  #checks() {
    return { model: this.#model, constant: (hint: string, value: string) => this.#constant(hint, value) };
  }

  #readObject(name: string, own: string, type: ObjectType): string {
    const lines = [`self: Any = _new(${own})`, ...this.#putLines(attributesOf(type.properties), type), 'return self  # type: ignore[no-any-return]'];
    return `def _read_${name}(wire: Any) -> ${own}:\n${block(lines, 4)}`;
  }

  #putLines(attributes: readonly Attribute[], type: ObjectType): string[] {
    const known = this.#constant('FIELDS', `frozenset((${attributes.map(({ name }) => `${literal(name)}, `).join('')}))`);
    const rest = type.rest ? readExpression(this.#context, type.rest, '_0', 1) : '_frozen(_0)';
    return [
      ...attributes.flatMap((property) => {
        const key = literal(property.name);
        if (property.required) return [`_put(self, "${property.attribute}", ${readExpression(this.#context, property.type, `wire[${key}]`)})`];
        const absent = takesNull(this.#model, property.type) ? 'ABSENT' : 'None';
        const read = readExpression(this.#context, property.type, 'v');
        if (read === 'v') return [`_put(self, "${property.attribute}", wire.get(${key}, ${absent}))`];
        return [`v = wire.get(${key}, ${absent})`, `_put(self, "${property.attribute}", ${absent} if v is ${absent} else ${read})`];
      }),
      `if wire.keys() <= ${known}:`,
      '    _put(self, "unknown_fields", NO_FIELDS)',
      'else:',
      `    _put(self, "unknown_fields", MappingProxyType({_k: ${rest} for _k, _0 in wire.items() if _k not in ${known}}))`,
    ];
  }

  #readOther(name: string, type: NamedType['type']): string[] {
    if (!hasFunctions(type)) return [];
    const own = this.#context.nameOf(name);
    const read = type.kind === 'union' ? this.#readUnion(type) : [`return ${readExpression(this.#context, type, 'wire')}`];
    const write = type.kind === 'union' ? this.#writeUnion(type) : [`return ${writeExpression(this.#context, type, 'value')}`];
    return [`def _read_${name}(wire: Any) -> ${own}:\n${block(read, 4)}`, `def _write_${name}(value: Any) -> Any:\n${block(write, 4)}`];
  }

  #readUnion({ tag, alternatives, extensible }: Extract<Type, { kind: 'union' }>): string[] {
    return [
      `tag = wire[${literal(tag)}]`,
      ...alternatives.flatMap(({ value, type }, index) => {
        const isLast = index === alternatives.length - 1 && !extensible;
        const read = `return _read_${type.name}(wire)`;
        return isLast ? [read] : [`if tag == ${literal(value)}:`, `    ${read}`];
      }),
      ...(extensible ? ['return UnrecognizedAlternative(tag, _frozen(wire))'] : []),
    ];
  }

  #writeUnion({ alternatives, extensible }: Extract<Type, { kind: 'union' }>): string[] {
    const classes = alternatives.map(({ type }) => this.#context.nameOf(type.name));
    return [
      `if isinstance(value, (${classes.map((one) => `${one}, `).join('')})):`,
      '    return value.to_wire()',
      ...(extensible ? ['if isinstance(value, UnrecognizedAlternative):', '    return _thawed(value.fields)'] : []),
      'return NOT_JSON',
    ];
  }

  #eventFunctions(): string[] {
    const { data } = this.#model;
    const own = this.#names.className;
    const attributes = this.#eventAttributes();
    const put =
      data.kind === 'object' ? this.#putLines(attributes, data) : ['_put(self, "data", _read_union(wire))'];
    const lines = [`self: Any = _new(${own})`, ...put, '_put(self, "metadata", metadata)', 'return self  # type: ignore[no-any-return]'];
    const union =
      data.kind === 'union'
        ? [
            `def _read_union(wire: Any) -> ${annotation(this.#context, data)}:\n${block(this.#readUnion(data), 4)}`,
            `def _write_union(value: Any) -> Any:\n${block(this.#writeUnion(data), 4)}`,
          ]
        : [];
    return [
      checkFunction('_check_data', bodyLines(this.#checks(), data)),
      ...union,
      `def _read_data(wire: Any, metadata: EventMetadata) -> ${own}:\n${block(lines, 4)}`,
    ];
  }
}

function referencesOf(type: Type): string[] {
  switch (type.kind) {
    case 'ref':
      return [type.name];
    case 'nullable':
      return referencesOf(type.type);
    case 'array':
      return referencesOf(type.items);
    case 'map':
      return referencesOf(type.values);
    default:
      return [];
  }
}

function attributesOf(properties: readonly Property[]): Attribute[] {
  const names = attributeNames(properties.map(({ name }) => name));
  return properties.map((property) => ({ ...property, attribute: names.get(property.name) ?? property.name }));
}

function checkFunction(name: string, lines: readonly string[]): string {
  return `def ${name}(value: Any, path: str, issues: Issues, consumer: bool) -> None:\n${block(lines.length > 0 ? lines : ['pass'], 4)}`;
}

function block(lines: readonly string[], spaces: number): string {
  return lines.map((line) => `${' '.repeat(spaces)}${line}\n`).join('');
}

/** What may be imported: module, and name with the name it gets here. */
const IMPORTABLE: readonly (readonly [string, readonly string[]])[] = [
  ['collections.abc', ['Mapping', 'Sequence']],
  ['dataclasses', ['dataclass', 'field']],
  ['math', ['fmod']],
  ['types', ['MappingProxyType']],
  ['typing', ['TYPE_CHECKING', 'Any', 'ClassVar', 'Literal', 'TypeAlias']],
  ['warnings', ['warn as _warn']],
  ['..busbar.errors', ['EventValidationError', 'Issues']],
  ['..busbar.event', ['Event', 'own_metadata as _own_metadata', 'require as _require']],
  [
    '..busbar.formats',
    ['is_date', 'is_date_time', 'is_duration', 'is_email', 'is_hostname', 'is_ipv4', 'is_ipv6', 'is_time', 'is_uri', 'is_uuid'],
  ],
  ['..busbar.metadata', ['EventMetadata']],
  [
    '..busbar.values',
    [
      ...['ABSENT', 'CHECKED', 'GREATEST', 'NOT_JSON', 'NO_FIELDS', 'SEQUENCES', 'Absent', 'Unrecognized', 'UnrecognizedAlternative'],
      ...['are_unique', 'check_json', 'frozen as _frozen', 'no_fields', 'pointer', 'thawed as _thawed'],
    ],
  ],
];

function imports(text: string): string {
  const uses = (name: string) => new RegExp(`(?<![\\w.])${name.split(' as ').at(-1) ?? ''}\\b`).test(text);
  const lines = IMPORTABLE.flatMap(([module, names]) => {
    const used = names.filter(uses);
    return used.length > 0 ? [`from ${module} import ${used.join(', ')}\n`] : [];
  });
  const standard = lines.filter((line) => !line.startsWith('from ..'));
  const own = lines.filter((line) => line.startsWith('from ..'));
  const shortcuts = [
    ...(/(?<!\w)_is\(/.test(text) ? ['_is = isinstance\n'] : []),
    ...(/(?<!\w)_tuple\(/.test(text) ? ['_tuple = tuple\n'] : []),
    '_new = object.__new__\n',
    '_put = object.__setattr__\n',
  ].join('');
  const re = /(?<!\w)re\.compile/.test(text) ? 'import re\n' : '';
  return `from __future__ import annotations\n\n${re}${standard.join('')}\n${own.join('')}\n${shortcuts}`;
}
