/** One step of a path: a key, a position, or every child. */
type Step = string | number | typeof EVERY;
const EVERY = Symbol('*');

export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

export type JsonPath = (document: unknown) => unknown;

const STEP = /\.([\w/-]+|\*)|\[(?:(\d+)|'([^']+)'|"([^"]+)"|(\*))\]/y;

/**
 * The part of JSONPath that targets understand: `$.detail.items[0].name`, `$['detail-type']`, `*`. A path with a `*` gives a list;
 * one that leads nowhere gives undefined.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 *
 * @throws JsonPathError
 */
export function compileJsonPath(path: string): JsonPath {
  const steps: Step[] = [];
  let position = 1;
  while (path.startsWith('$') && position < path.length) {
    STEP.lastIndex = position;
    const match = STEP.exec(path);
    if (!match) break;
    const [whole, dotted, index, single, double, every] = match;
    position += whole.length;
    if (index !== undefined) steps.push(Number(index));
    else if (dotted === '*' || every !== undefined) steps.push(EVERY);
    else steps.push(dotted ?? single ?? double ?? '');
  }
  if (!path.startsWith('$') || position !== path.length) {
    throw new JsonPathError(`"${path}" is not a JSONPath of the form $.detail.name, $.detail.list[0] or $.detail.list[*].`);
  }
  return (document) => walk(document, steps, 0);
}

function walk(value: unknown, steps: readonly Step[], index: number): unknown {
  const step = steps[index];
  if (step === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (step === EVERY) {
    return Object.values(value).flatMap((child) => {
      const found = walk(child, steps, index + 1);
      return found === undefined ? [] : [found];
    });
  }
  if (Array.isArray(value)) return typeof step === 'number' ? walk(value[step], steps, index + 1) : undefined;
  return Object.hasOwn(value, step) ? walk((value as Record<string, unknown>)[step], steps, index + 1) : undefined;
}
