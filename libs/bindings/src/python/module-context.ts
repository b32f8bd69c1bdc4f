import type { EventModel, Scalar } from '../model';
import { translatePattern } from '../pattern-translation';
import { classNames, literal, type PythonNames } from './names';

const FORMAT_FUNCTIONS: Readonly<Record<string, string>> = {
  date: '_is_date',
  time: '_is_time',
  'date-time': '_is_date_time',
  duration: '_is_duration',
  uuid: '_is_uuid',
  email: '_is_email',
  hostname: '_is_hostname',
  ipv4: '_is_ipv4',
  ipv6: '_is_ipv6',
  uri: '_is_uri',
};

/** What the parts of a module share: names of its classes, and its constants, which are added when they are asked for. */
export class ModuleContext {
  readonly #classNames: ReadonlyMap<string, string>;
  /** Name by value, in the order of their first use. */
  readonly #constants = new Map<string, string>();

  constructor(
    readonly model: EventModel,
    readonly names: PythonNames,
  ) {
    this.#classNames = classNames(model, names.className);
  }

  /** Class or alias of a type of the model. */
  nameOf(type: string): string {
    return this.#classNames.get(type) ?? type;
  }

  /** The set of an enum's values. */
  valuesOf(values: readonly Scalar[]): string {
    return this.#constant('VALUES', `frozenset((${values.map((one) => `${literal(one)}, `).join('')}))`);
  }

  /** The set of the names that an object's properties have on the wire. */
  fieldsOf(properties: readonly { readonly name: string }[]): string {
    return this.#constant('FIELDS', `frozenset((${properties.map(({ name }) => `${literal(name)}, `).join('')}))`);
  }

  /** The function that finds a pattern of a contract in a string. */
  patternOf(pattern: string): string {
    const { expression } = translatePattern(pattern, 'python');
    // At the beginning only: a search would do the same, but takes a quarter longer.
    const begins = expression.startsWith('^') && !expression.includes('|');
    return this.#constant(
      'PATTERN',
      begins ? `re.compile(${literal(expression.slice(1))}).match` : `re.compile(${literal(expression)}).search`,
    );
  }

  /** The function that tests a string for a format. */
  formatOf(format: string): string {
    const found = FORMAT_FUNCTIONS[format];
    if (found === undefined) throw new TypeError(`There is no format "${format}".`);
    return found;
  }

  /** The assignments of all constants that were asked for. */
  constants(): string {
    return Array.from(
      this.#constants,
      ([value, name]) => `${name}${name.startsWith('_FIELDS') ? ': frozenset[str]' : ''} = ${value}\n`,
    ).join('');
  }

  #constant(hint: string, value: string): string {
    const known = this.#constants.get(value);
    if (known !== undefined) return known;
    const taken = new Set(this.#constants.values());
    let name = `_${hint}`;
    for (let number = 2; taken.has(name); number++) name = `_${hint}_${number}`;
    this.#constants.set(value, name);
    return name;
  }
}
