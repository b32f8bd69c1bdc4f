import { isWider, resolveType, type EventModel, type ObjectType, type Scalar, type Type } from '../model';
import { literal } from './names';

/** Names of the classes and aliases of a model. */
export interface TypeContext {
  readonly model: EventModel;
  readonly nameOf: (type: string) => string;
  /** Name of the constant that holds the values of an enum. */
  readonly valuesOf: (values: readonly Scalar[]) => string;
}

/** Annotation of a type. Forward references are fine in annotations; aliases are written as text. */
export function annotation(context: TypeContext, type: Type): string {
  switch (type.kind) {
    case 'ref':
      return context.nameOf(type.name);
    case 'nullable':
      return `${annotation(context, type.type)} | None`;
    case 'string':
      return 'str';
    case 'integer':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    case 'null':
      return 'None';
    case 'const':
      return literals([type.value]);
    case 'enum': {
      if (!type.extensible) return literals(type.values);
      return type.base.kind === 'string' ? `${literals(type.values)} | Unrecognized` : annotation(context, type.base);
    }
    case 'array':
      return `Sequence[${annotation(context, type.items)}]`;
    case 'map':
      return `Mapping[str, ${annotation(context, type.values)}]`;
    case 'union': {
      const alternatives = type.alternatives.map((alternative) => context.nameOf(alternative.type.name));
      return [...alternatives, ...(type.extensible ? ['UnrecognizedAlternative'] : [])].join(' | ');
    }
    case 'any':
      return 'Any';
    case 'object':
      throw new TypeError('Objects have names.');
  }
}

/** Floats are no literals in Python. */
function literals(values: readonly Scalar[]): string {
  if (values.some((value) => typeof value === 'number' && !Number.isInteger(value))) return 'float';
  return `Literal[${values.map(literal).join(', ')}]`;
}

/** Whether a value of the type may be null, so that `None` cannot mean that a field is absent. */
export function takesNull(model: EventModel, type: Type): boolean {
  return ['nullable', 'null', 'any'].includes(resolveType(model, type).kind);
}

/** Whether a type has reading and writing functions of its own. */
export function hasFunctions(type: Type): boolean {
  return type.kind === 'object' || type.kind === 'union' || type.kind === 'array' || type.kind === 'map';
}

/** From the wire, where it was checked. */
export function readExpression(context: TypeContext, given: Type, wire: string, depth = 0): string {
  const named = given.kind === 'ref' ? resolveType(context.model, given) : undefined;
  if (given.kind === 'ref' && named && hasFunctions(named)) return `_read_${given.name}(${wire})`;
  const type = named ?? given;
  switch (type.kind) {
    case 'nullable': {
      const inner = readExpression(context, type.type, wire, depth);
      return inner === wire ? wire : `(None if ${wire} is None else ${inner})`;
    }
    case 'integer':
      return `int(${wire})`;
    case 'enum':
      if (type.base.kind === 'integer') return `int(${wire})`;
      if (type.base.kind !== 'string' || !type.extensible) return wire;
      return `(${wire} if ${wire} in ${context.valuesOf(type.values)} else Unrecognized(${wire}))`;
    case 'array': {
      const inner = readExpression(context, type.items, `_${depth}`, depth + 1);
      return inner === `_${depth}` ? `tuple(${wire})` : `tuple([${inner} for _${depth} in ${wire}])`;
    }
    case 'map':
      return `MappingProxyType({_k: ${readExpression(context, type.values, `_${depth}`, depth + 1)} for _k, _${depth} in ${wire}.items()})`;
    case 'any':
      return `_frozen(${wire})`;
    default:
      return wire;
  }
}

/** To the wire, from an attribute or an argument of which nothing is known yet: what is of a wrong type stays wrong. */
export function writeExpression(context: TypeContext, given: Type, value: string, depth = 0, isNew = false): string {
  const named = given.kind === 'ref' ? resolveType(context.model, given) : undefined;
  if (given.kind === 'ref' && named && hasFunctions(named)) {
    if (named.kind === 'object') {
      const own = context.nameOf(given.name);
      const written = `${value}.to_wire() if _is(${value}, ${own}) else NOT_JSON`;
      if (!isNew || !isCheckedOnce(context.model, named)) return `(${written})`;
      return `(CHECKED if _is(${value}, ${own}) and ${value}.unknown_fields is NO_FIELDS else ${written})`;
    }
    return `_write_${given.name}(${value})`;
  }
  const type = named ?? given;
  switch (type.kind) {
    case 'nullable': {
      const inner = writeExpression(context, type.type, value, depth, isNew);
      return inner === value ? value : `(None if ${value} is None else ${inner})`;
    }
    case 'array': {
      const inner = writeExpression(context, type.items, `_${depth}`, depth + 1, isNew && !type.uniqueItems);
      return `([${inner} for _${depth} in ${value}] if _is(${value}, SEQUENCES) else ${value})`;
    }
    case 'map': {
      const inner = writeExpression(context, type.values, `_${depth}`, depth + 1, isNew);
      return `({_k: ${inner} for _k, _${depth} in ${value}.items()} if _is(${value}, Mapping) else NOT_JSON)`;
    }
    case 'any':
      return `_thawed(${value})`;
    default:
      return value;
  }
}

/**
 * Whether an object that exists meets the publisher view if it has no unknown fields, so that an event made of it need not check
 * it again: nothing in it is extensible, and no other object.
 */
export function isCheckedOnce(model: EventModel, type: ObjectType): boolean {
  const isFlat = (one: Type): boolean => {
    const resolved = resolveType(model, one);
    if (resolved.kind === 'nullable') return isFlat(resolved.type);
    if (resolved.kind === 'array') return isFlat(resolved.items);
    return !['object', 'union', 'map', 'any'].includes(resolved.kind);
  };
  return !type.rest && !isWider(model, type) && type.properties.every((property) => isFlat(property.type));
}

/** As it is kept: nobody can change it. */
export function keptExpression({ model }: TypeContext, type: Type, value: string): string {
  const resolved = resolveType(model, type);
  if (resolved.kind === 'nullable') return keptExpression({ model } as TypeContext, resolved.type, value);
  if (resolved.kind === 'array') {
    const items = resolveType(model, resolved.items);
    const inner = items.kind === 'nullable' ? resolveType(model, items.type) : items;
    // Items that cannot be changed need no copy. (`tuple` may be the name of an argument.)
    if (!['array', 'map', 'any'].includes(inner.kind)) return `(_tuple(${value}) if _is(${value}, SEQUENCES) else ${value})`;
  }
  return ['array', 'map', 'any'].includes(resolved.kind) ? `_frozen(${value})` : value;
}

/** Whether `hash()` has to leave it out. */
export function isUnhashable({ model }: TypeContext, type: Type): boolean {
  const resolved = resolveType(model, type);
  if (resolved.kind === 'nullable') return isUnhashable({ model } as TypeContext, resolved.type);
  if (resolved.kind === 'array') return isUnhashable({ model } as TypeContext, resolved.items);
  return resolved.kind === 'map' || resolved.kind === 'any';
}
