import { resolveType, type EventModel, type Scalar, type Type } from '../model';
import type { ModuleContext } from './module-context';
import { literal } from './names';

/** Annotation of a type. Forward references are fine in annotations; aliases are written as strings. */
export function annotation(context: ModuleContext, type: Type): string {
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
    case 'scalars':
      return type.branches.map((branch) => annotation(context, branch)).join(' | ');
    case 'const':
      return literals([type.value]) ?? 'float';
    case 'enum': {
      const listed = literals(type.values);
      if (listed === undefined) return annotation(context, type.base);
      if (!type.extensible) return listed;
      return type.base.kind === 'string' ? `${listed} | Unrecognized` : annotation(context, type.base);
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

/** Undefined where a value is a float, which Python has no literal type for. */
function literals(values: readonly Scalar[]): string | undefined {
  if (values.some((value) => typeof value === 'number' && !Number.isInteger(value))) return undefined;
  return `Literal[${values.map(literal).join(', ')}]`;
}

/** Names of the types that a type is directly made of. */
export function referencesOf(type: Type): string[] {
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

/** Whether a value of the type may be null, so that `None` cannot mean that a field is absent. */
export function takesNull(model: EventModel, type: Type): boolean {
  return ['nullable', 'null', 'any'].includes(resolveType(model, type).kind);
}

/** Whether `hash()` has to leave it out. */
export function isUnhashable(model: EventModel, type: Type): boolean {
  const resolved = resolveType(model, type);
  if (resolved.kind === 'nullable') return isUnhashable(model, resolved.type);
  if (resolved.kind === 'array') return isUnhashable(model, resolved.items);
  return resolved.kind === 'map' || resolved.kind === 'any';
}
