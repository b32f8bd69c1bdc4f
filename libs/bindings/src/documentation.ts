import { resolveType, type EventModel, type Property, type Type } from './model';

/** What a property means, in lines: its description, and the constraints that a type of the language does not express. */
export function propertyLines(model: EventModel, property: Property): string[] {
  const facts = constraints(model, property.type);
  return [
    ...(property.description?.split(/\s*\n\s*/) ?? []),
    ...(facts === '' ? [] : [facts]),
    ...(property.default === undefined ? [] : [`When absent: ${JSON.stringify(property.default)}.`]),
  ].filter((line) => line !== '');
}

/** What an event means, in lines. */
export function eventLines({ description, title }: EventModel): string[] {
  return (description === '' ? title : description).split(/\s*\n\s*/).filter((line) => line !== '');
}

/** Why not to use a deprecated event type any more; undefined for others. */
export function deprecation({ lifecycle: { state, sunset, replacement } }: EventModel): string | undefined {
  if (state !== 'deprecated') return undefined;
  const until = sunset === undefined ? 'Deprecated.' : `Not published after ${sunset}.`;
  return replacement === undefined ? until : `${until} Use ${replacement}.`;
}

function constraints(model: EventModel, given: Type): string {
  const type = resolveType(model, given);
  switch (type.kind) {
    case 'nullable':
      return constraints(model, type.type);
    case 'string':
      return sentences([
        type.format !== undefined && `Format ${type.format}.`,
        type.pattern !== undefined && `Pattern ${type.pattern}`,
        range(type.minLength, type.maxLength, 'characters'),
      ]);
    case 'integer':
    case 'number':
      return sentences([bounds(type), type.multipleOf !== undefined && `A multiple of ${type.multipleOf}.`]);
    case 'scalars':
      return type.branches
        .map((branch) => constraints(model, branch))
        .filter((one) => one !== '')
        .join(' ');
    case 'array':
      return sentences([range(type.minItems, type.maxItems, 'items'), type.uniqueItems && 'Items are different.']);
    default:
      return '';
  }
}

function sentences(parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' ');
}

function range(least: number | undefined, most: number | undefined, noun: string): string | false {
  if (least !== undefined && most !== undefined) return least === most ? `${least} ${noun}.` : `${least} to ${most} ${noun}.`;
  if (least !== undefined) return `At least ${least} ${noun}.`;
  return most !== undefined && `At most ${most} ${noun}.`;
}

interface Bounds {
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly exclusiveMinimum?: number | bigint;
  readonly exclusiveMaximum?: number | bigint;
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Bounds): string | false {
  const parts = [
    minimum !== undefined && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    maximum !== undefined && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `less than ${exclusiveMaximum}`,
  ].filter((part) => part !== false);
  const text = parts.join(', ');
  return text !== '' && `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
