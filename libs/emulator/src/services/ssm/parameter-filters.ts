import { asObject, optionalList, optionalText, optionalTexts, type JsonInput } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import type { Parameter, ParameterVersion } from './parameter';

type Test = (parameter: Parameter, now: ParameterVersion) => boolean;

/** What a filter may look at, with the options that AWS has for it. The first is the default. */
interface FilterKey {
  readonly options: readonly string[];
  readonly test: (option: string, values: readonly string[]) => Test;
}

/** Options that compare texts. */
const COMPARE: Readonly<Record<string, (text: string, value: string) => boolean>> = {
  Equals: (text, value) => text === value,
  BeginsWith: (text, value) => text.startsWith(value),
  Contains: (text, value) => text.includes(value),
};

function textKey(textOf: (parameter: Parameter, now: ParameterVersion) => string, options: readonly string[]): FilterKey {
  return {
    options,
    test: (option, values) => (parameter, now) =>
      values.some((value) => COMPARE[option]?.(textOf(parameter, now), value) === true),
  };
}

const TYPE = textKey((_parameter, { type }) => type, ['Equals', 'BeginsWith']);
/** No parameter of a template has a key, a label. */
const NOTHING: FilterKey = { options: ['Equals', 'BeginsWith'], test: () => () => false };

const KEYS: Readonly<Record<string, FilterKey>> = {
  Name: textKey(({ name }) => name, ['Equals', 'BeginsWith', 'Contains']),
  Type: TYPE,
  KeyId: NOTHING,
  Label: NOTHING,
  Tier: textKey((_parameter, { tier }) => tier, ['Equals']),
  DataType: textKey((_parameter, { dataType }) => dataType, ['Equals']),
  Path: {
    options: ['OneLevel', 'Recursive'],
    test: (option, values) => (parameter) => values.some((path) => isBelow(parameter, path, option === 'Recursive')),
  },
};

/** Of `GetParametersByPath`; `DescribeParameters` has all of them, and tags. */
const KEYS_BY_PATH = ['Type', 'KeyId', 'Label'];
const KEYS_OF_DESCRIBE = ['Name', 'Type', 'KeyId', 'Path', 'Tier', 'DataType'];

/** Whether a parameter is in a hierarchy, or directly in it. @param path begins with a slash */
export function isBelow({ name }: Parameter, path: string, recursive: boolean): boolean {
  const full = name.startsWith('/') ? name : `/${name}`;
  const prefix = path.endsWith('/') ? path : `${path}/`;
  return full.startsWith(prefix) && (recursive || !full.slice(prefix.length).includes('/'));
}

/**
 * `ParameterFilters` of `GetParametersByPath`.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html
 *
 * @throws ServiceError
 */
export function filtersByPath(input: JsonInput): Test {
  return every(stringFilters(input, KEYS_BY_PATH));
}

/**
 * `ParameterFilters` and the older `Filters` of `DescribeParameters`.
 *
 * @throws ServiceError
 */
export function filtersOfDescribe(input: JsonInput): Test {
  const older = (optionalList(input, 'Filters') ?? []).map((filter) => {
    const { key, values } = readFilter(filter);
    // `Name` of an older filter is the beginning of a name.
    return keyOf(key, ['Name', 'Type', 'KeyId']).test(key === 'Name' ? 'BeginsWith' : 'Equals', values);
  });
  const newer = stringFilters(input, KEYS_OF_DESCRIBE);
  if (older.length > 0 && newer.length > 0) {
    throw new ServiceError('ValidationException', 'You can use either Filters or ParameterFilters in a single request.');
  }
  return every([...older, ...newer]);
}

function stringFilters(input: JsonInput, keys: readonly string[]): readonly Test[] {
  return (optionalList(input, 'ParameterFilters') ?? []).map((filter) => {
    const { key, option, values } = readFilter(filter);
    if (keys === KEYS_OF_DESCRIBE && key.startsWith('tag:')) return tagTest(key.slice('tag:'.length), values);
    const { options, test } = keyOf(key, keys);
    const chosen = option ?? options[0] ?? '';
    if (!options.includes(chosen)) {
      const message = `The following filter option is not valid: ${chosen}. Valid options include: [${options.join(', ')}].`;
      throw new ServiceError('InvalidFilterOption', message);
    }
    if (values.length === 0) {
      throw new ServiceError('InvalidFilterValue', 'The following filter values are missing : null for filter key ' + key);
    }
    return test(chosen, values);
  });
}

function readFilter(filter: unknown): {
  readonly key: string;
  readonly option: string | undefined;
  readonly values: readonly string[];
} {
  const input = asObject(filter);
  return {
    key: optionalText(input, 'Key') ?? '',
    option: optionalText(input, 'Option'),
    values: optionalTexts(input, 'Values') ?? [],
  };
}

function keyOf(key: string, allowed: readonly string[]): FilterKey {
  const found = allowed.includes(key) ? KEYS[key] : undefined;
  if (found) return found;
  const message = `The following filter key is not valid: ${key.slice(0, 200)}. Valid filter keys include: [${allowed.join(', ')}].`;
  throw new ServiceError('InvalidFilterKey', message);
}

/** Without values: the tag is there. */
function tagTest(tag: string, values: readonly string[]): Test {
  return ({ tags }) => {
    const value = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
    return value !== undefined && (values.length === 0 || values.includes(value));
  };
}

function every(tests: readonly Test[]): Test {
  return (parameter, now) => tests.every((test) => test(parameter, now));
}
