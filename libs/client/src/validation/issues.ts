import type { Issue } from '../event/errors';
import type { Validator } from '../event/event-type';

/** An error as Ajv's standalone code reports it. */
interface CompiledError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A validator as Ajv's standalone code defines it. */
export interface CompiledCheck {
  (data: unknown): boolean;
  errors?: readonly CompiledError[] | null;
}

const NONE: readonly Issue[] = Object.freeze([]);

/** A generated validator whose errors are told as issues: by path, in words, without values. */
export function validator(check: CompiledCheck): Validator {
  return (data) => {
    if (check(data)) return NONE;
    const errors = check.errors ?? [];
    return errors
      .filter((error) => !isRepetition(error, errors))
      .map(toIssue)
      .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  };
}

/** What says nothing that another error does not say better. */
function isRepetition({ keyword, params, instancePath }: CompiledError, errors: readonly CompiledError[]): boolean {
  const here = (wanted: string) => errors.some((other) => other.keyword === wanted && other.instancePath === instancePath);
  switch (keyword) {
    case 'if': // That its `then` failed.
      return true;
    case 'discriminator': // A tag that is missing is reported by `required`.
      return params['tagValue'] === undefined && here('required');
    default: // A value of another type meets nothing else either.
      return keyword !== 'type' && here('type');
  }
}

function toIssue({ instancePath, keyword, params }: CompiledError): Issue {
  switch (keyword) {
    case 'required':
      return issue(step(instancePath, params['missingProperty']), keyword);
    case 'additionalProperties':
      return issue(step(instancePath, params['additionalProperty']), keyword);
    case 'discriminator': {
      const path = step(instancePath, params['tag']);
      if (params['tagValue'] === undefined) return issue(path, 'required');
      return params['error'] === 'mapping' ? issue(path, 'oneOf') : issue(path, 'type', { type: 'string' });
    }
    default:
      return issue(instancePath, keyword, params);
  }
}

function issue(path: string, keyword: string, params: Readonly<Record<string, unknown>> = {}): Issue {
  return { path, keyword, message: expectation(keyword, params) };
}

/** What a keyword asks for. Everything in it comes from the contract, nothing from the data. */
function expectation(keyword: string, params: Readonly<Record<string, unknown>>): string {
  const limit = String(params['limit']);
  switch (keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
      return 'is not a field of this event';
    case 'type':
      return `must be ${[params['type']].flat().join(' or ')}`;
    case 'enum':
      return `must be one of ${list(params['allowedValues'])}`;
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`;
    case 'oneOf':
      return 'must be one of the kinds that the contract lists';
    case 'format':
      return `must be a valid ${String(params['format'])}`;
    case 'pattern':
      return `must match ${String(params['pattern'])}`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    case 'exclusiveMinimum':
      return `must be more than ${limit}`;
    case 'exclusiveMaximum':
      return `must be less than ${limit}`;
    case 'multipleOf':
      return `must be a multiple of ${String(params['multipleOf'])}`;
    case 'minLength':
      return `must have at least ${count(params['limit'], 'character')}`;
    case 'maxLength':
      return `must have at most ${count(params['limit'], 'character')}`;
    case 'minItems':
      return `must have at least ${count(params['limit'], 'item')}`;
    case 'maxItems':
      return `must have at most ${count(params['limit'], 'item')}`;
    case 'uniqueItems':
      return 'must not have the same item twice';
    default:
      return `must satisfy ${keyword}`;
  }
}

function step(path: string, name: unknown): string {
  return `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : JSON.stringify(values);
}

function count(limit: unknown, noun: string): string {
  return `${String(limit)} ${noun}${limit === 1 ? '' : 's'}`;
}
