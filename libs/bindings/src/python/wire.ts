import { isWider, resolveType, type EventModel, type NamedType, type ObjectType, type Type, type UnionType } from '../model';
import { eventAttributes, attributesOf, setterName, type Attribute } from './attributes';
import type { ModuleContext } from './module-context';
import { literal } from './names';
import { block, indented } from './text';
import { annotation, takesNull } from './types';

/** Functions that read and write the values of a named type; none where an expression does it. */
export function wireFunctions(context: ModuleContext, { name, type }: NamedType): string[] {
  if (type.kind === 'object') return [readObject(context, name, type)];
  if (!hasFunctions(type)) return [];
  const read = type.kind === 'union' ? readUnion(type) : [`return ${readExpression(context, type, 'wire')}`];
  const write = type.kind === 'union' ? writeUnion(context, type) : [`return ${writeExpression(context, type, 'value')}`];
  return [
    `def _read_${name}(wire: Any) -> ${context.nameOf(name)}:\n${block(read, 4)}`,
    `def _write_${name}(value: Any) -> Any:\n${block(write, 4)}`,
  ];
}

/** The same for the event itself, whose data is an object or a union. */
export function eventWireFunctions(context: ModuleContext): string[] {
  const { data } = context.model;
  const own = context.names.className;
  const attributes = eventAttributes(context.model);
  const set =
    data.kind === 'union'
      ? [`${setterName(own, 'data')}(self, _read_union(wire))`]
      : setLines(context, own, attributes, data, 'NO_FIELDS');
  const lines = [`self = _new(${own})`, ...set, `${setterName(own, 'metadata')}(self, metadata)`, 'return self'];
  const union =
    data.kind === 'union'
      ? [
          `def _read_union(wire: Any) -> ${annotation(context, data)}:\n${block(readUnion(data), 4)}`,
          `def _write_union(value: Any) -> Any:\n${block(writeUnion(context, data), 4)}`,
        ]
      : [];
  return [...union, `def _read_data(wire: Any, metadata: EventMetadata) -> ${own}:\n${block(lines, 4)}`];
}

/** Lines that make `_wire` of the attributes of `self`, and return it. */
export function toWireLines(context: ModuleContext, attributes: readonly Attribute[], type: ObjectType): string[] {
  const write = ({ type: own, attribute }: Attribute) => writeExpression(context, own, `self.${attribute}`);
  const required = attributes.filter((property) => property.required);
  const rest = type.rest ? writeExpression(context, type.rest, '_0', 1) : '_thawed(_0)';
  return [
    ...(required.length === 0
      ? ['_wire: dict[str, Any] = {}']
      : [
          '_wire: dict[str, Any] = {',
          ...indented(required.map((property) => `${literal(property.name)}: ${write(property)},`)),
          '}',
        ]),
    ...attributes
      .filter((property) => !property.required)
      .flatMap((property) => [
        `if self.${property.attribute} is not ${absent(context.model, property)}:`,
        `    _wire[${literal(property.name)}] = ${write(property)}`,
      ]),
    'if self.unknown_fields:',
    `    _wire = {**{_k: ${rest} for _k, _0 in self.unknown_fields.items()}, **_wire}`,
    'return _wire',
  ];
}

/** As it is kept: nobody can change it. */
export function keptExpression(model: EventModel, type: Type, value: string): string {
  const resolved = resolveType(model, type);
  if (resolved.kind === 'nullable') return keptExpression(model, resolved.type, value);
  if (resolved.kind === 'array') {
    const items = resolveType(model, resolved.items);
    const inner = items.kind === 'nullable' ? resolveType(model, items.type) : items;
    // Items that cannot be changed need no copy.
    if (!['array', 'map', 'any'].includes(inner.kind)) return `_tuple(${value}) if _is(${value}, SEQUENCES) else ${value}`;
  }
  return ['array', 'map', 'any'].includes(resolved.kind) ? `_frozen(${value})` : value;
}

function absent(model: EventModel, { type }: Attribute): string {
  return takesNull(model, type) ? 'ABSENT' : 'None';
}

function hasFunctions(type: Type): boolean {
  return type.kind === 'object' || type.kind === 'union' || type.kind === 'array' || type.kind === 'map';
}

function readObject(context: ModuleContext, name: string, type: ObjectType): string {
  const own = context.nameOf(name);
  const noFields = isAsCreated(context.model, type) ? 'NO_FIELDS' : 'AS_READ';
  const lines = [`self = _new(${own})`, ...setLines(context, own, attributesOf(type), type, noFields), 'return self'];
  return `def _read_${name}(wire: Any) -> ${own}:\n${block(lines, 4)}`;
}

/**
 * Whether an object that was read and has no unknown fields meets the publisher view, too: nothing in it is extensible, and no
 * other object that may have unknown fields.
 */
function isAsCreated(model: EventModel, type: ObjectType): boolean {
  const isFlat = (one: Type): boolean => {
    const resolved = resolveType(model, one);
    if (resolved.kind === 'nullable') return isFlat(resolved.type);
    if (resolved.kind === 'array') return isFlat(resolved.items);
    return !['object', 'union', 'map', 'any'].includes(resolved.kind);
  };
  return !type.rest && !isWider(model, type) && type.properties.every((property) => isFlat(property.type));
}

function setLines(
  context: ModuleContext,
  own: string,
  attributes: readonly Attribute[],
  type: ObjectType,
  noFields: string,
): string[] {
  const known = context.fieldsOf(attributes);
  const rest = type.rest ? readExpression(context, type.rest, '_0', 1) : '_frozen(_0)';
  const unknownFields = setterName(own, 'unknown_fields');
  return [
    ...attributes.flatMap((property) => {
      const key = literal(property.name);
      const set = setterName(own, property.attribute);
      if (property.required) return [`${set}(self, ${readExpression(context, property.type, `wire[${key}]`)})`];
      const none = absent(context.model, property);
      const read = readExpression(context, property.type, 'v');
      if (read === 'v') return [`${set}(self, wire.get(${key}, ${none}))`];
      return [`v = wire.get(${key}, ${none})`, `${set}(self, ${none} if v is ${none} else ${read})`];
    }),
    `if wire.keys() <= ${known}:`,
    `    ${unknownFields}(self, ${noFields})`,
    'else:',
    `    ${unknownFields}(self, FrozenDict({_k: ${rest} for _k, _0 in wire.items() if _k not in ${known}}))`,
  ];
}

/** From the wire, where it was checked. */
function readExpression(context: ModuleContext, given: Type, wire: string, depth = 0): string {
  const type = resolveType(context.model, given);
  if (given.kind === 'ref' && hasFunctions(type)) return `_read_${given.name}(${wire})`;
  switch (type.kind) {
    case 'nullable': {
      const inner = readExpression(context, type.type, wire, depth);
      return inner === wire ? wire : `(None if ${wire} is None else ${inner})`;
    }
    case 'integer':
      return `int(${wire})`;
    case 'scalars':
      return type.branches.some(({ kind }) => kind === 'integer')
        ? `(int(${wire}) if type(${wire}) is float else ${wire})`
        : wire;
    case 'enum':
      if (type.base.kind === 'integer') return `int(${wire})`;
      if (type.base.kind === 'scalars') return readExpression(context, type.base, wire, depth);
      if (type.base.kind !== 'string' || !type.extensible) return wire;
      return `(${wire} if ${wire} in ${context.valuesOf(type.values)} else Unrecognized(${wire}))`;
    case 'array': {
      const inner = readExpression(context, type.items, `_${depth}`, depth + 1);
      return inner === `_${depth}` ? `tuple(${wire})` : `tuple([${inner} for _${depth} in ${wire}])`;
    }
    case 'map':
      return `FrozenDict({_k: ${readExpression(context, type.values, `_${depth}`, depth + 1)} for _k, _${depth} in ${wire}.items()})`;
    case 'any':
      return `_frozen(${wire})`;
    default:
      return wire;
  }
}

/** To the wire, from an attribute of which nothing is known yet: what is of a wrong type stays wrong. */
function writeExpression(context: ModuleContext, given: Type, value: string, depth = 0): string {
  const type = resolveType(context.model, given);
  if (given.kind === 'ref' && type.kind === 'object')
    return `(${value}.to_wire() if isinstance(${value}, ${context.nameOf(given.name)}) else _unwritable(${value}))`;
  if (given.kind === 'ref' && hasFunctions(type)) return `_write_${given.name}(${value})`;
  switch (type.kind) {
    case 'nullable': {
      const inner = writeExpression(context, type.type, value, depth);
      return inner === value ? value : `(None if ${value} is None else ${inner})`;
    }
    case 'array': {
      const inner = writeExpression(context, type.items, `_${depth}`, depth + 1);
      return `([${inner} for _${depth} in ${value}] if isinstance(${value}, SEQUENCES) else ${value})`;
    }
    case 'map': {
      const inner = writeExpression(context, type.values, `_${depth}`, depth + 1);
      return `({_k: ${inner} for _k, _${depth} in ${value}.items()} if isinstance(${value}, Mapping) else _unwritable(${value}))`;
    }
    case 'any':
      return `_thawed(${value})`;
    default:
      return value;
  }
}

function readUnion({ tag, alternatives, extensible }: UnionType): string[] {
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

function writeUnion(context: ModuleContext, { alternatives, extensible }: UnionType): string[] {
  const classes = alternatives.map(({ type }) => context.nameOf(type.name));
  return [
    `if isinstance(value, (${classes.map((one) => `${one}, `).join('')})):`,
    '    return value.to_wire()',
    ...(extensible ? ['if isinstance(value, UnrecognizedAlternative):', '    return _thawed(value.fields)'] : []),
    'return _unwritable(value)',
  ];
}
