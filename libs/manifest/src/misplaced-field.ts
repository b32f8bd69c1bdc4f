import { fieldAt, fieldNames, type JsonSchema } from '@busbar/contracts';
import { flowYaml, isMap, nearest, type Path } from '@busbar/problem';

interface Advice {
  readonly message: string;
  readonly fix: string;
}

/**
 * What to do about a key of a filter that is no field of the contract, but stands for one: a path with dots, or a wrapper that an
 * EventBridge pattern needs and a filter does not. Undefined for other keys.
 */
export function misplacedField(key: string, value: unknown, parent: Path, schema: JsonSchema): Advice | undefined {
  return (parent.length === 0 ? wrapper(key, value) : undefined) ?? dotted(key, value, parent, schema) ?? missingSpace(key);
}

/** Parts of the event beside its data. */
const ENVELOPE = ['source', 'detail-type', 'detailType', 'eventType', 'metadata'];

function wrapper(key: string, value: unknown): Advice | undefined {
  if (ENVELOPE.includes(key)) {
    return {
      message: `"${key}" is not in the event's data, and a filter is on nothing else.`,
      fix: 'Remove it: "eventType" of the subscription chooses the kind of events.',
    };
  }
  if (key !== 'detail' && key !== 'data') return undefined;
  const message = `The filter is already on the event's data: "${key}" is not a field of it.`;
  const inner = key === 'detail' && isMap(value) && isMap(value['data']) ? value['data'] : value;
  if (!isMap(inner)) return { message, fix: `Write the fields of the data without "${key}".` };
  return { message, fix: `Write filter: ${flowYaml(inner)}.` };
}

function dotted(key: string, value: unknown, parent: Path, schema: JsonSchema): Advice | undefined {
  const steps = key.replace(/\[[\d*]*\]/g, '').split('.');
  if (steps.length < 2 && !key.includes('[')) return undefined;
  // Where the field lies below an event's `detail.data`.
  while (parent.length === 0 && steps.length > 1 && ['$', 'detail', 'data'].includes(steps[0] ?? '')) {
    if (fieldAt(schema, steps.slice(0, 1)).length > 0) break;
    steps.shift();
  }
  const path: string[] = [];
  for (const step of steps) {
    const names = fieldNames(schema, [...parent, ...path]);
    const name = fieldAt(schema, [...parent, ...path, step]).length > 0 ? step : nearest(step, names);
    if (name === undefined) return path.length === 0 ? undefined : noSuchField(step, path, names);
    path.push(name);
  }
  const list = Array.isArray(value) || isMap(value) ? value : [value];
  const [first = '', ...rest] = path;
  const nested = rest.reduceRight<unknown>((inner, step) => ({ [step]: inner }), list);
  return {
    message: `"${key}" is read as the name of one field, with its dots.`,
    fix: `Write it nested: ${flowYaml({ [first]: nested }).slice(2, -2)}.`,
  };
}

function noSuchField(name: string, path: readonly string[], names: readonly string[]): Advice {
  return {
    message: `There is no field "${name}" in "${path.join('.')}".`,
    fix:
      names.length === 0
        ? `Filter on "${path.join('.')}" itself.`
        : `Its fields are ${names.map((one) => `"${one}"`).join(', ')}; write fields in fields nested, without dots.`,
  };
}

/** `{ kind:A }` is a map with the key "kind:A". */
function missingSpace(key: string): Advice | undefined {
  const [, name, value] = /^([\w-]+):(\S.*)$/.exec(key) ?? [];
  if (name === undefined || value === undefined) return undefined;
  return { message: `There is no space after the colon of "${key}".`, fix: `Write ${name}: [${value}].` };
}
