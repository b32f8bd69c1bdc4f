import { compareText } from '@busbar/problem';
import type { Issue } from '../model';

/** What Ajv reports, as far as it is read here (`ErrorObject`). */
export interface AjvError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Issues from the errors of an Ajv validator that was made of `closeObjects(schema)` with `discriminator: true` and
 * `allErrors: true`: the same ones, in the same order, as `validateData` finds.
 */
export function issuesOf(errors: readonly AjvError[]): Issue[] {
  const issues = errors.map(issueOfAjv);
  // Of a value of the wrong type nothing else is worth saying; Ajv compares it with enums too.
  const ofWrongType = new Set(issues.filter(({ keyword }) => keyword === 'type').map(({ path }) => path));
  return sortIssues(issues.filter(({ path, keyword }) => keyword === 'type' || !ofWrongType.has(path)));
}

function issueOfAjv({ instancePath, keyword, params }: AjvError): Issue {
  switch (keyword) {
    case 'required':
      return issue(pointer(instancePath, String(params['missingProperty'])), 'required', params);
    case 'additionalProperties':
      return issue(pointer(instancePath, String(params['additionalProperty'])), 'additionalProperties', params);
    case 'discriminator': {
      const tag = pointer(instancePath, String(params['tag']));
      if (params['error'] === 'mapping') return issue(tag, 'oneOf', params);
      // No JSON is a function: Ajv found an inherited one, as in `constructor`.
      return params['tagValue'] === undefined || typeof params['tagValue'] === 'function'
        ? issue(tag, 'required', params)
        : issue(tag, 'type', { type: 'string' });
    }
    default:
      return issue(instancePath, keyword, params);
  }
}

/** One issue; `params` are named as Ajv names them. Says what was expected, and never what was found. */
export function issue(path: string, keyword: string, params: Readonly<Record<string, unknown>>): Issue {
  return { path, keyword, message: expectation(keyword, params) };
}

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
      return `must be one of ${[params['allowedValues']]
        .flat()
        .map((value) => JSON.stringify(value))
        .join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`;
    case 'oneOf':
      return 'must be one of the kinds that the contract lists';
    case 'format':
      return `must be a valid ${String(params['format'])}`;
    case 'pattern':
      return `must match ${String(params['pattern'])}`;
    case 'minLength':
      return `must have at least ${limit} characters`;
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'minItems':
      return `must have at least ${limit} items`;
    case 'maxItems':
      return `must have at most ${limit} items`;
    case 'uniqueItems':
      return 'must not have the same item twice';
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
    default:
      return `must satisfy ${keyword}`;
  }
}

/** JSON pointer (RFC 6901) of a member. */
export function pointer(parent: string, member: string | number): string {
  return `${parent}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** By path, then keyword; equal ones once. */
export function sortIssues(issues: readonly Issue[]): Issue[] {
  const key = ({ path, keyword, message }: Issue): string => `${path}\n${keyword}\n${message}`;
  const unique = new Map(issues.map((item) => [key(item), item]));
  return [...unique].sort(([a], [b]) => compareText(a, b)).map(([, item]) => item);
}
