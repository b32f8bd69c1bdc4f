import { deprecation, eventLines, propertyLines } from '../documentation';
import { contractHeader } from '../header';
import {
  resolveType,
  type ConstType,
  type EnumType,
  type EventModel,
  type NamedType,
  type ObjectType,
  type Property,
  type ScalarsType,
  type ScalarType,
  type Type,
  type UnionType,
} from '../model';
import { componentNames, constantNames, javadoc, text, typeNames, type JavaNames } from './names';
import { definitionOf, hasShape, scalar } from './shapes';

/** The source file of one event type: its record, with those of the objects in it, and what checks, reads and writes them. */
export function eventClass(model: EventModel, names: JavaNames, basePackage: string, command: string): string {
  return new ClassWriter(model, names, basePackage).write(contractHeader(model, command));
}

interface Component extends Property {
  readonly component: string;
}

class ClassWriter {
  readonly #model: EventModel;
  readonly #names: JavaNames;
  readonly #base: string;
  readonly #typeNames: ReadonlyMap<string, string>;

  constructor(model: EventModel, names: JavaNames, base: string) {
    this.#model = model;
    this.#names = names;
    this.#base = base;
    this.#typeNames = typeNames(model, names.className);
  }

  write(header: readonly string[]): string {
    const body = this.#event();
    const uses = (name: string) => new RegExp(`(?<![\\w.])${name}\\b`).test(body);
    const own = ['EventType', 'OrNull', 'Shape', 'Wire', 'WireObject', 'WireScalar', 'WireText'].filter(uses);
    const standard = ['List', 'Map', 'Set'].filter(uses);
    return [
      ...header.map((line) => `// ${line}\n`),
      `package ${this.#base}.${this.#names.domain};\n\n`,
      ...own.map((name) => `import ${this.#base}.busbar.${name};\n`),
      ...standard.map((name) => `import java.util.${name};\n`),
      '\n',
      body,
    ].join('');
  }

  #event(): string {
    const { eventType, version, source, publisher, data } = this.#model;
    const own = this.#names.className;
    const why = deprecation(this.#model);
    const components: Component[] =
      data.kind === 'object'
        ? componentsOf(data.properties)
        : [{ name: 'data', component: 'data', required: true, deprecated: false, type: data }];
    const [head, ...members] = this.#record(own, components, data, 'Data', eventType);
    const types = [...this.#model.types.values()].map((named) => this.#type(named));
    const about = [
      ...eventLines(this.#model),
      ...parameters(this.#model, components),
      ...(why === undefined ? [] : ['', `@deprecated ${why}`]),
    ];
    const constant = [
      `  /** The event type {@code ${eventType}}: makes and reads its events. */\n`,
      `  public static final EventType<${own}> TYPE =\n`,
      `      new EventType<>(${[eventType, version, source, publisher].map(text).join(', ')}, Shapes.ofData, ${own}::read);\n`,
    ].join('');
    const union = data.kind === 'union' ? [this.#union('Data', data, [])] : [];
    return [
      `${javadoc(about, '')}${why === undefined ? '' : '@Deprecated\n'}public ${head ?? ''} {\n`,
      [constant, ...members, ...union, ...types.filter((one) => one !== ''), this.#shapes()].join('\n'),
      '}\n',
    ].join('');
  }

  #shapes(): string {
    const named = [...this.#model.types.values()].filter(({ type }) => hasShape(type));
    const fields = [
      ...named.map(({ name, type }): [string, NamedType['type']] => [name, type]),
      ['Data', this.#model.data] as const,
    ]
      .map(([name, type]) => `    static final Shape of${name} =\n        ${definitionOf(this.#model, type)};\n`)
      .join('\n');
    return `  private static final class Shapes {\n${fields}\n    private Shapes() {}\n  }\n`;
  }

  #type({ name, type, description }: NamedType): string {
    const own = this.#nameOf(name);
    const lines = description === undefined ? [] : description.split(/\s*\n\s*/);
    switch (type.kind) {
      case 'object': {
        const components = componentsOf(type.properties);
        const [head, ...members] = this.#record(own, components, type, name, `${this.#model.eventType} ${own}`);
        const about = [
          ...(lines.length > 0 ? lines : [`${own} of {@code ${this.#model.eventType}}.`]),
          ...parameters(this.#model, components),
        ];
        return `${javadoc(about, '  ')}  public ${head ?? ''} {\n${indent(members.join('\n'))}  }\n`;
      }
      case 'union':
        return this.#union(own, type, lines);
      case 'scalars':
        return this.#scalars(own, type, lines);
      case 'enum':
        if (type.base.kind === 'scalars') return this.#scalars(own, type.base, lines);
        return type.base.kind === 'string' ? this.#enum(own, type, lines) : '';
      default:
        return '';
    }
  }

  /** The head, and the members, indented by two. */
  #record(own: string, components: readonly Component[], type: ObjectType | UnionType, shape: string, title: string): string[] {
    const object = type.kind === 'object' ? type : undefined;
    const rest = object?.rest ? this.#typeOf(object.rest) : 'Object';
    const all = [
      ...components.map((one) => [this.#componentType(one), one.component, one.deprecated ? '@Deprecated ' : ''] as const),
      ...(object ? [[`Map<String, ${rest}>`, 'unknownFields', ''] as const] : []),
    ];
    const names = all.map(([, name]) => name).join(', ');
    const interfaces = ['WireObject', ...this.#unionsWith(shape)].join(', ');
    const head = `record ${own}(${all.map(([of, name]) => `\n    ${of} ${name}`).join(',')})\n    implements ${interfaces}`;
    const frozen = all.filter(([of]) => /^(?:List|Map)</.test(of)).map(([, name]) => `    ${name} = Wire.frozen(${name});\n`);
    const fieldNames = components.map(({ name }) => text(name)).join(', ');
    const constructor = [
      `  /** @throws ${this.#base}.busbar.EventValidationException when the parts do not meet the contract, with all that is wrong */\n`,
      `  public ${own} {\n`,
      ...(object ? ['    if (unknownFields == null) unknownFields = Map.of();\n'] : []),
      ...frozen,
      object
        ? `    Shapes.of${shape}.require(${text(title)}, wire(${names}), true);\n`
        : `    Shapes.of${shape}.require(${text(title)}, data, true);\n`,
      '  }\n',
    ].join('');
    const known = components.map((one) => `${this.#componentType(one)} ${one.component}`).join(', ');
    const withoutUnknown = object
      ? `  /** A new one has no unknown fields. */\n  public ${own}(${known}) {\n    this(${[...components.map(({ component }) => component), 'null'].join(', ')});\n  }\n`
      : '';
    const wire = object
      ? [
          `  private static Map<String, Object> wire(${all.map(([of, name]) => `${of} ${name}`).join(', ')}) {\n`,
          '    Map<String, Object> wire = Wire.start(unknownFields);\n',
          ...components.map((one) => `    ${this.#put(one)};\n`),
          '    return wire;\n  }\n',
        ].join('')
      : '';
    const toWire = `  @Override\n  public Map<String, Object> toWire() {\n    return ${object ? `Wire.deep(wire(${names}))` : 'data.toWire()'};\n  }\n`;
    const read = object
      ? [
          ...components.map((one) => this.#readComponent(one)),
          object.rest
            ? `Wire.map(Wire.unknown(wire, Set.of(${fieldNames})), item -> ${this.#read(object.rest, 'item')})`
            : `Wire.unknown(wire, Set.of(${fieldNames}))`,
        ]
      : ['Data.read(wire)'];
    const reader = `  private static ${own} read(Map<String, Object> wire) {\n    return new ${own}(${read.map((one) => `\n        ${one}`).join(',')});\n  }\n`;
    const accessors = all
      .filter(([, , note]) => note !== '')
      .map(([of, name]) => `  @Deprecated\n  public ${of} ${name}() {\n    return ${name};\n  }\n`);
    return [head, constructor, withoutUnknown, ...accessors, this.#builder(own, components, all), wire, toWire, reader].filter(
      (one) => one !== '',
    );
  }

  #builder(own: string, components: readonly Component[], all: readonly (readonly [string, string, string])[]): string {
    const constants = new Map(
      components.flatMap((one) => {
        const type = resolveType(this.#model, one.type);
        return one.required && type.kind === 'const' ? [[one.component, constantOf(type)]] : [];
      }),
    );
    const fields = all.map(
      ([of, name]) => `    private ${of} ${name}${constants.has(name) ? ` = ${constants.get(name) ?? ''}` : ''};\n`,
    );
    const setters = all.map(
      ([of, name, note]) =>
        `\n    ${note}public Builder ${name}(${of} value) {\n      ${name} = value;\n      return this;\n    }\n`,
    );
    return [
      '  public static Builder builder() {\n    return new Builder();\n  }\n\n',
      `  public static final class Builder {\n${fields.join('')}\n    private Builder() {}\n${setters.join('')}\n`,
      `    /** @throws ${this.#base}.busbar.EventValidationException when something is missing or wrong, with all of it */\n`,
      `    public ${own} build() {\n      return new ${own}(${all.map(([, name]) => name).join(', ')});\n    }\n  }\n`,
    ].join('');
  }

  #union(own: string, { tag, alternatives, extensible }: UnionType, lines: readonly string[]): string {
    const permitted = [...new Set(alternatives.map((one) => this.#nameOf(one.type.name)))];
    const cases = alternatives
      .map((one) => `        case ${text(one.value)} -> ${this.#nameOf(one.type.name)}.read(wire);\n`)
      .join('');
    const newer = extensible
      ? [
          '\n    /** An alternative that a newer version of the contract added. Only reading makes one that means something. */\n',
          `    record Unrecognized(String tag, Map<String, Object> fields) implements ${own} {\n`,
          '      public Unrecognized {\n        fields = Wire.frozen(fields);\n      }\n\n',
          '      @Override\n      public Map<String, Object> toWire() {\n        return Wire.deep(fields);\n      }\n    }\n',
        ].join('')
      : '';
    const permits = [...permitted, ...(extensible ? [`${own}.Unrecognized`] : [])].join(', ');
    const fallback = extensible ? 'new Unrecognized(tag, wire)' : 'throw new IllegalStateException("The tag was not checked.")';
    return [
      `${javadoc(lines, '  ')}  public sealed interface ${own} extends WireObject permits ${permits} {\n`,
      `    private static ${own} read(Map<String, Object> wire) {\n`,
      `      String tag = Wire.text(wire.get(${text(tag)}));\n      return switch (tag) {\n${cases}        default -> ${fallback};\n      };\n    }\n`,
      `${newer}  }\n`,
    ].join('');
  }

  /** A record for each type that a union of scalars may have. */
  #scalars(own: string, { branches }: ScalarsType, lines: readonly string[]): string {
    const made = branches.map((branch) => ({ ...SCALARS[branch.kind], of: this.#typeOf(branch) }));
    const read = made.map(({ record, test, reader }, index) => {
      const value = `new ${record}(Wire.${reader}(value))`;
      return index < made.length - 1 ? `      if (${test}) return ${value};\n` : `      return ${value};\n`;
    });
    const factories = made.map(
      ({ record, of }) =>
        `    static ${own} of(${of} value) {\n      return value == null ? null : new ${record}(value);\n    }\n`,
    );
    const records = made.map(
      ({ record, of }) =>
        `    record ${record}(${of} value) implements ${own} {\n      @Override\n      public ${of} wire() {\n        return value;\n      }\n    }\n`,
    );
    const permits = made.map(({ record }) => `${own}.${record}`).join(', ');
    return [
      `${javadoc([...lines, `One of ${made.map(({ word }) => word).join(', ')}.`], '  ')}  public sealed interface ${own} extends WireScalar permits ${permits} {\n`,
      factories.join('\n'),
      `\n    private static ${own} read(Object value) {\n      if (value == null) return null;\n${read.join('')}    }\n\n`,
      `${records.join('\n')}  }\n`,
    ].join('');
  }

  #enum(own: string, { values, extensible }: EnumType, lines: readonly string[]): string {
    const texts = values.map(String);
    const names = constantNames(texts);
    const constants = (spaces: string) =>
      texts.map((value, index) => `${spaces}${names[index] ?? ''}(${text(value)})`).join(',\n');
    const members = (name: string, spaces: string) =>
      [
        `private final String wire;`,
        '',
        `${name}(String wire) {`,
        '  this.wire = wire;',
        '}',
        '',
        '@Override',
        'public String wire() {',
        '  return wire;',
        '}',
      ]
        .map((line) => (line === '' ? '\n' : `${spaces}${line}\n`))
        .join('');
    if (!extensible) {
      return [
        `${javadoc(lines, '  ')}  public enum ${own} implements WireText {\n${constants('    ')};\n\n${members(own, '    ')}\n`,
        '    /** The constant of a string on the wire; null for any other string, and for null. */\n',
        `    public static ${own} of(String wire) {\n      for (${own} one : values()) if (one.wire.equals(wire)) return one;\n      return null;\n    }\n  }\n`,
      ].join('');
    }
    const about = [...lines, 'A newer version of the contract may add values: {@code Unrecognized}.'];
    return [
      `${javadoc(about, '  ')}  public sealed interface ${own} extends WireText permits ${own}.Known, ${own}.Unrecognized {\n`,
      '    /** The value of a string on the wire; null for null. */\n',
      `    static ${own} of(String wire) {\n      if (wire == null) return null;\n      for (Known one : Known.values()) if (one.wire.equals(wire)) return one;\n      return new Unrecognized(wire);\n    }\n\n`,
      `    enum Known implements ${own} {\n${constants('      ')};\n\n${members('Known', '      ')}    }\n\n`,
      `    /** A value that this version does not know. Events with one cannot be published. */\n    record Unrecognized(String wire) implements ${own} {}\n  }\n`,
    ].join('');
  }

  #unionsWith(shape: string): string[] {
    const has = (type: Type) => type.kind === 'union' && type.alternatives.some((one) => one.type.name === shape);
    const named = [...this.#model.types.values()].filter(({ type }) => has(type)).map(({ name }) => this.#nameOf(name));
    return [...named, ...(has(this.#model.data) && shape !== 'Data' ? ['Data'] : [])];
  }

  #nameOf(name: string): string {
    return this.#typeNames.get(name) ?? name;
  }

  #typeOf(given: Type): string {
    const named = given.kind === 'ref' ? resolveType(this.#model, given) : undefined;
    if (given.kind === 'ref' && (named?.kind === 'object' || named?.kind === 'union')) return this.#nameOf(given.name);
    if (given.kind === 'ref' && named?.kind === 'enum' && named.base.kind === 'string') return this.#nameOf(given.name);
    if (given.kind === 'ref' && named && isScalars(named)) return this.#nameOf(given.name);
    const type = named ?? given;
    switch (type.kind) {
      case 'nullable':
        return this.#typeOf(type.type);
      case 'string':
        return 'String';
      case 'integer':
        return 'Long';
      case 'number':
        return 'Double';
      case 'boolean':
        return 'Boolean';
      case 'const':
        return typeof type.value === 'string'
          ? 'String'
          : typeof type.value === 'boolean'
            ? 'Boolean'
            : numberType(type.value, type.type);
      case 'enum':
        return this.#typeOf(type.base);
      case 'array':
        return `List<${this.#typeOf(type.items)}>`;
      case 'map':
        return `Map<String, ${this.#typeOf(type.values)}>`;
      case 'union':
        return 'Data';
      default:
        return 'Object';
    }
  }

  #componentType(one: Component): string {
    const type = this.#typeOf(one.type);
    return !one.required && this.#takesNull(one.type) ? `OrNull<${type}>` : type;
  }

  #takesNull(type: Type): boolean {
    return ['nullable', 'null', 'any'].includes(resolveType(this.#model, type).kind);
  }

  #put(one: Component): string {
    if (one.required && this.#takesNull(one.type)) return `wire.put(${text(one.name)}, ${one.component})`;
    return `Wire.put(wire, ${text(one.name)}, ${one.component})`;
  }

  #readComponent(one: Component): string {
    const value = `wire.get(${text(one.name)})`;
    const read = this.#read(one.type, value);
    if (one.required || !this.#takesNull(one.type)) return read;
    return `wire.containsKey(${text(one.name)}) ? new OrNull<>(${read}) : null`;
  }

  #read(given: Type, value: string): string {
    const named = given.kind === 'ref' ? resolveType(this.#model, given) : undefined;
    if (given.kind === 'ref' && (named?.kind === 'object' || named?.kind === 'union'))
      return `Wire.read(${value}, ${this.#nameOf(given.name)}::read)`;
    if (given.kind === 'ref' && named?.kind === 'enum' && named.base.kind === 'string')
      return `${this.#nameOf(given.name)}.of(Wire.text(${value}))`;
    if (given.kind === 'ref' && named && isScalars(named)) return `${this.#nameOf(given.name)}.read(${value})`;
    const type = named ?? given;
    const nested = `item${value.startsWith('item') ? value.length - 3 : ''}`;
    switch (type.kind) {
      case 'nullable':
        return this.#read(type.type, value);
      case 'array':
        return `Wire.list(${value}, ${nested} -> ${this.#read(type.items, nested)})`;
      case 'map':
        return `Wire.map(${value}, ${nested} -> ${this.#read(type.values, nested)})`;
      default: {
        const reader = { String: 'text', Long: 'integer', Double: 'number', Boolean: 'truth' }[this.#typeOf(type)] ?? 'any';
        return `Wire.${reader}(${value})`;
      }
    }
  }
}

/** How each type of a union of scalars is written: its record, what a value of it is, and what reads one. */
const SCALARS: Readonly<Record<ScalarType['kind'], Readonly<Record<'record' | 'word' | 'test' | 'reader', string>>>> = {
  string: { record: 'OfString', word: 'a string', test: 'value instanceof String', reader: 'text' },
  integer: { record: 'OfInteger', word: 'an integer', test: 'value instanceof Number', reader: 'integer' },
  number: { record: 'OfNumber', word: 'a number', test: 'value instanceof Number', reader: 'number' },
  boolean: { record: 'OfBoolean', word: 'a boolean', test: 'value instanceof Boolean', reader: 'truth' },
};

function isScalars(type: Type): boolean {
  return type.kind === 'scalars' || (type.kind === 'enum' && type.base.kind === 'scalars');
}

/** As the component has it. */
function constantOf({ value, type }: ConstType): string {
  return typeof value === 'number' && numberType(value, type) === 'Double' ? `${value}d` : scalar(value);
}

function numberType(value: number, type: string | undefined): string {
  return type !== 'number' && Number.isSafeInteger(value) ? 'Long' : 'Double';
}

function componentsOf(properties: readonly Property[]): Component[] {
  const names = componentNames(properties.map(({ name }) => name));
  return properties.map((property) => ({ ...property, component: names.get(property.name) ?? property.name }));
}

function parameters(model: EventModel, components: readonly Component[]): string[] {
  const lines = components.flatMap((one) => {
    const about = propertyLines(model, one);
    return about.length > 0 ? [`@param ${one.component} ${about.join(' ')}`] : [];
  });
  return lines.length > 0 ? ['', ...lines] : [];
}

function indent(code: string): string {
  return code.replace(/^(?=.)/gm, '  ');
}
