import { canonical, isObject, type Json, type JsonObject, own, type Place, SchemaDocument } from '@busbar/schema-containment';
import {
  covers,
  isOpen,
  isRequired,
  listedValues,
  type Members,
  membersOf,
  optional,
  pick,
  requiredOf,
  text,
  typesOf,
  without,
} from './contract-schema';
import type { ChangeKind, Difference } from './differences';
import { definitionIn, isPlain } from './plain-schema';
import { consumerView, type Resolve, resolverIn, tagOf } from './views';

/** What changed at a place, before anybody asks whether it is allowed. */
export interface Change extends Pick<Difference, 'kind' | 'about' | 'from' | 'to' | 'silent' | 'warning'> {
  readonly place: Place;
  /**
   * What consumers of the older version demand at the place that this change is about: a schema, made when asked for. Absent:
   * nothing.
   */
  readonly oldDemand?: Demand;
  /** The same of the newer version. */
  readonly newDemand?: Demand;
}

export type Demand = () => Json;

/** Everything that differs between two versions of a schema within the profile, in the order of the newer one. */
export function findChanges(older: JsonObject, newer: JsonObject): Change[] {
  return new ChangeFinder(older, newer).find();
}

const ANNOTATIONS: Readonly<Record<string, ChangeKind>> = {
  default: 'default-changed',
  'x-unit': 'unit-changed',
  'x-classification': 'classification-changed',
  deprecated: 'deprecation-changed',
  'x-deprecated': 'deprecation-changed',
};

const SILENT: Partial<Record<ChangeKind, string>> = {
  'default-changed': 'Readers that fill in the default now use another value.',
  'unit-changed': 'The same number now means another quantity.',
};

const LIMITS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;

/** Keywords that are looked at one by one; all others that hold for data are compared as a whole. */
const HANDLED = new Set<string>([
  ...LIMITS,
  ...[
    'type',
    'enum',
    'const',
    'pattern',
    'format',
    'multipleOf',
    'uniqueItems',
    'properties',
    'required',
    'additionalProperties',
  ],
  ...['items', 'oneOf', 'x-extensible', 'x-discriminator', 'definitions', '$defs', '$schema', '$id', 'id'],
]);
const OTHER = new Set([
  ...['allOf', 'anyOf', 'not', 'if', 'then', 'else', 'patternProperties', 'propertyNames', 'dependencies', 'dependentRequired'],
  ...['dependentSchemas', 'prefixItems', 'additionalItems', 'contains', 'minContains', 'maxContains', 'unevaluatedProperties'],
  ...['unevaluatedItems', '$ref'],
]);

const VALUES = ['enum', 'const', 'x-extensible', 'type'];
const UNION = ['oneOf', 'x-extensible', 'x-discriminator'];

/** Most schemas need no more than their own definitions, and no document has to be made of them. */
function resolverFor(root: JsonObject): Resolve {
  return isPlain(root) ? (schema) => definitionIn(root, schema) ?? schema : resolverIn(new SchemaDocument(root));
}

/** Whether two schemas are equal, without references, which can lead to different definitions. */
function areSame(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item: Json, index) => areSame(item, b[index] as Json))
    );
  const [mine, others] = [a as JsonObject, b as JsonObject];
  const names = Object.keys(mine);
  return (
    names.length === Object.keys(others).length &&
    names.every((name) => name !== '$ref' && Object.hasOwn(others, name) && areSame(mine[name] ?? null, others[name] ?? null))
  );
}

class ChangeFinder {
  readonly #changes: Change[] = [];
  readonly #older: JsonObject;
  readonly #newer: JsonObject;
  readonly #resolveOld: Resolve;
  readonly #resolveNew: Resolve;
  /** Pairs that were compared: a schema that contains itself is compared once. */
  readonly #compared = new Map<Json, Set<Json>>();

  constructor(older: JsonObject, newer: JsonObject) {
    [this.#older, this.#newer] = [older, newer];
    this.#resolveOld = resolverFor(older);
    this.#resolveNew = resolverFor(newer);
  }

  find(): Change[] {
    this.#compare(this.#older, this.#newer, []);
    return this.#changes;
  }

  #compare(olderGiven: Json, newerGiven: Json, place: Place): void {
    const [older, newer] = [this.#resolveOld(olderGiven), this.#resolveNew(newerGiven)];
    const met = this.#compared.get(older) ?? new Set();
    if (met.has(newer)) return;
    this.#compared.set(older, met.add(newer));
    if (!isObject(older) || !isObject(newer)) {
      if (older !== newer) this.#add('other-changed', place, { oldDemand: () => older, newDemand: () => newer });
      return;
    }
    if (areSame(older, newer)) return;
    this.#compareType(older, newer, place);
    this.#compareValues(older, newer, place);
    this.#compareLimits(older, newer, place);
    this.#compareProperties(older, newer, place);
    this.#compareMap(older, newer, place);
    this.#compareItems(older, newer, place);
    this.#compareUnion(older, newer, place);
    this.#compareOthers(older, newer, place);
    this.#compareAnnotations(older, newer, place);
  }

  #compareType(older: JsonObject, newer: JsonObject, place: Place): void {
    const [from, to] = [typesOf(older), typesOf(newer)];
    if (canonical([...from].sort()) === canonical([...to].sort())) return;
    const added = [...to].filter((type) => !covers(from, type));
    const removed = [...from].filter((type) => !covers(to, type));
    let kind: ChangeKind = 'type-changed';
    if (removed.length === 0) kind = added.join() === 'null' ? 'null-added' : 'type-widened';
    else if (added.length === 0) kind = removed.join() === 'null' ? 'null-removed' : 'type-narrowed';
    this.#keyword(kind, 'type', older, newer, place);
  }

  #compareValues(older: JsonObject, newer: JsonObject, place: Place): void {
    const [from, to] = [listedValues(older), listedValues(newer)];
    if (canonical(from?.map(canonical).sort()) === canonical(to?.map(canonical).sort())) {
      if (from && isOpen(older) !== isOpen(newer)) this.#openedOrClosed('enum', older, newer, place);
      return;
    }
    const oldDemand = this.#demand(this.#older, pick(older, VALUES));
    const newDemand = this.#demand(this.#newer, pick(newer, VALUES));
    if (!from || !to) {
      this.#add(from ? 'enum-dropped' : 'enum-introduced', place, { oldDemand, newDemand, ...optional({ from, to }) });
    } else if (own(older, 'const') !== undefined && own(newer, 'const') !== undefined) {
      this.#add('const-changed', place, {
        oldDemand,
        newDemand,
        ...optional({ from: own(older, 'const'), to: own(newer, 'const') }),
      });
    } else {
      const added = without(to, from);
      const removed = without(from, to);
      // A value more can only surprise readers of the older version, a value less those of the newer.
      for (const value of added) this.#add('enum-value-added', place, { oldDemand, to: value, about: text(value) });
      for (const value of removed) this.#add('enum-value-removed', place, { newDemand, from: value, about: text(value) });
      if (isOpen(older) !== isOpen(newer)) this.#openedOrClosed('enum', older, newer, place);
    }
  }

  #openedOrClosed(what: 'enum' | 'union', older: JsonObject, newer: JsonObject, place: Place): void {
    const opened = isOpen(newer);
    const keywords = what === 'enum' ? VALUES : UNION;
    this.#add(opened ? `${what}-opened` : `${what}-closed`, place, {
      oldDemand: this.#demand(this.#older, pick(older, keywords)),
      newDemand: this.#demand(this.#newer, pick(newer, keywords)),
      warning: opened
        ? 'Consumers of the older version still know the listed ones only: adding one breaks them until they have moved.'
        : 'From now on, adding one needs a new major.',
    });
  }

  #compareLimits(older: JsonObject, newer: JsonObject, place: Place): void {
    for (const keyword of LIMITS) {
      const [from, to] = [own(older, keyword), own(newer, keyword)];
      if (from === to) continue;
      this.#keyword(kindOfLimit(from, to), keyword, older, newer, place);
    }
    for (const keyword of ['pattern', 'format'] as const) {
      const [from, to] = [own(older, keyword), own(newer, keyword)];
      if (from === to) continue;
      this.#keyword(
        from === undefined ? `${keyword}-added` : to === undefined ? `${keyword}-removed` : `${keyword}-changed`,
        keyword,
        older,
        newer,
        place,
      );
    }
    if (own(older, 'multipleOf') !== own(newer, 'multipleOf'))
      this.#keyword('multiple-changed', 'multipleOf', older, newer, place);
    if ((own(older, 'uniqueItems') === true) !== (own(newer, 'uniqueItems') === true)) {
      this.#keyword(
        own(newer, 'uniqueItems') === true ? 'unique-items-added' : 'unique-items-removed',
        'uniqueItems',
        older,
        newer,
        place,
      );
    }
  }

  #compareProperties(older: JsonObject, newer: JsonObject, place: Place): void {
    const [from, to] = [membersOf(older, 'properties'), membersOf(newer, 'properties')];
    const removed = [...from.keys()].filter((name) => !to.has(name));
    const added = [...to.keys()].filter((name) => !from.has(name));
    const renamed = this.#renames(removed, added, from, to);
    for (const [name, schema] of to) {
      const before = from.get(name);
      if (before !== undefined) {
        this.#compareRequired(name, older, newer, place);
        this.#compare(before, schema, [...place, { kind: 'property', name }]);
      }
    }
    for (const [oldName, newName] of renamed) {
      this.#add('property-renamed', place, {
        about: newName,
        from: oldName,
        to: newName,
        ...this.#demandsOf([oldName, newName], older, newer),
        silent: `Readers of "${oldName}" no longer get it.`,
      });
    }
    for (const name of removed) {
      if (renamed.has(name)) continue;
      this.#add('property-removed', place, {
        about: name,
        ...this.#demandsOf([name], older, newer),
        ...(isRequired(older, name) ? {} : { silent: `Readers of "${name}" no longer get it, and no validator objects.` }),
      });
    }
    const taken = new Set(renamed.values());
    for (const name of added) {
      if (!taken.has(name)) this.#add('property-added', place, { about: name, ...this.#demandsOf([name], older, newer) });
    }
    // Names can be required without being described.
    for (const name of requiredOf(older).concat(requiredOf(newer))) {
      if (!from.has(name) && !to.has(name)) this.#compareRequired(name, older, newer, place);
    }
  }

  #compareRequired(name: string, older: JsonObject, newer: JsonObject, place: Place): void {
    const [before, after] = [isRequired(older, name), isRequired(newer, name)];
    if (before === after || this.#changes.some((change) => change.place === place && change.about === name)) return;
    this.#add(after ? 'property-became-required' : 'property-became-optional', place, {
      about: name,
      ...(before ? { oldDemand: () => ({ required: [name] }) } : { newDemand: () => ({ required: [name] }) }),
    });
  }

  /** A property that went and one that came with the same schema, where only one fits. */
  #renames(removed: readonly string[], added: readonly string[], from: Members, to: Members): Map<string, string> {
    const meaning = (schema: Json | undefined): string => canonical(schema);
    const renames = new Map<string, string>();
    for (const name of removed) {
      const same = added.filter((other) => meaning(to.get(other)) === meaning(from.get(name)));
      const rivals = removed.filter((other) => meaning(from.get(other)) === meaning(from.get(name)));
      const [only] = same;
      if (same.length === 1 && rivals.length === 1 && only !== undefined) renames.set(name, only);
    }
    return renames;
  }

  #demandsOf(names: readonly string[], older: JsonObject, newer: JsonObject): Pick<Change, 'oldDemand' | 'newDemand'> {
    const part = (schema: JsonObject): JsonObject => {
      const members = membersOf(schema, 'properties');
      return {
        properties: Object.fromEntries(names.flatMap((name) => (members.has(name) ? [[name, members.get(name) ?? null]] : []))),
        required: requiredOf(schema).filter((name) => names.includes(name)),
      };
    };
    return { oldDemand: this.#demand(this.#older, part(older)), newDemand: this.#demand(this.#newer, part(newer)) };
  }

  #compareMap(older: JsonObject, newer: JsonObject, place: Place): void {
    const [from, to] = [own(older, 'additionalProperties'), own(newer, 'additionalProperties')];
    if (isObject(from) && isObject(to)) {
      const except = [...membersOf(older, 'properties').keys(), ...membersOf(newer, 'properties').keys()];
      this.#compare(from, to, [...place, { kind: 'map-value', except }]);
    } else if (canonical(from) !== canonical(to)) {
      const keywords = ['properties', 'additionalProperties'];
      const kind = isObject(to) ? 'map-opened' : isObject(from) ? 'map-closed' : 'other-changed';
      this.#add(kind, place, {
        oldDemand: this.#demand(this.#older, pick(older, keywords)),
        newDemand: this.#demand(this.#newer, pick(newer, keywords)),
        ...(kind === 'map-opened' ? { warning: 'A property that is added later may collide with a key in use.' } : {}),
        ...(kind === 'map-closed' ? { silent: 'Readers of the map no longer get its entries.' } : {}),
      });
    }
  }

  #compareItems(older: JsonObject, newer: JsonObject, place: Place): void {
    const [from, to] = [own(older, 'items'), own(newer, 'items')];
    if (isObject(from) && isObject(to)) this.#compare(from, to, [...place, { kind: 'item' }]);
    else if (canonical(from) !== canonical(to)) this.#keyword('items-changed', 'items', older, newer, place);
  }

  #compareUnion(older: JsonObject, newer: JsonObject, place: Place): void {
    const [from, to] = [this.#branches(older, this.#resolveOld), this.#branches(newer, this.#resolveNew)];
    const demands = {
      oldDemand: this.#demand(this.#older, pick(older, UNION)),
      newDemand: this.#demand(this.#newer, pick(newer, UNION)),
    };
    const discriminator = own(newer, 'x-discriminator');
    if (!from || !to || typeof discriminator !== 'string' || own(older, 'x-discriminator') !== discriminator) {
      const [before, after] = [own(older, 'oneOf'), own(newer, 'oneOf')];
      if ((before ?? after) !== undefined && canonical(pick(older, UNION)) !== canonical(pick(newer, UNION)))
        this.#add('union-changed', place, demands);
      return;
    }
    for (const [tag, branch] of to) {
      const before = from.get(tag);
      if (before === undefined) this.#add('branch-added', place, { about: tag, oldDemand: demands.oldDemand });
      else this.#compare(before, branch, [...place, { kind: 'branch', discriminator, tag }]);
    }
    for (const tag of from.keys())
      if (!to.has(tag)) this.#add('branch-removed', place, { about: tag, newDemand: demands.newDemand });
    if (isOpen(older) !== isOpen(newer)) this.#openedOrClosed('union', older, newer, place);
  }

  /** The branches of a tagged union by their tags. */
  #branches(schema: JsonObject, resolve: Resolve): Map<string, Json> | undefined {
    const branches = own(schema, 'oneOf');
    const discriminator = own(schema, 'x-discriminator');
    if (!Array.isArray(branches) || typeof discriminator !== 'string') return undefined;
    const byTag = new Map<string, Json>();
    for (const branch of branches as readonly Json[]) {
      const tag = tagOf(resolve(branch), discriminator);
      if (tag === undefined || byTag.has(tag)) return undefined;
      byTag.set(tag, branch);
    }
    return byTag;
  }

  #compareOthers(older: JsonObject, newer: JsonObject, place: Place): void {
    const keywords = [...OTHER].filter((keyword) => canonical(own(older, keyword)) !== canonical(own(newer, keyword)));
    if (keywords.length === 0) return;
    this.#add('other-changed', place, {
      about: keywords.join(', '),
      oldDemand: this.#demand(this.#older, older),
      newDemand: this.#demand(this.#newer, newer),
    });
  }

  #compareAnnotations(older: JsonObject, newer: JsonObject, place: Place): void {
    for (const keyword of new Set([...Object.keys(older), ...Object.keys(newer)])) {
      const [from, to] = [own(older, keyword), own(newer, keyword)];
      if (HANDLED.has(keyword) || OTHER.has(keyword) || canonical(from) === canonical(to)) continue;
      const kind = (Object.hasOwn(ANNOTATIONS, keyword) ? ANNOTATIONS[keyword] : undefined) ?? 'text-changed';
      const silent = SILENT[kind];
      this.#add(kind, place, { about: keyword, ...optional({ from, to }), ...(silent === undefined ? {} : { silent }) });
    }
  }

  #keyword(kind: ChangeKind, keyword: string, older: JsonObject, newer: JsonObject, place: Place): void {
    this.#add(kind, place, {
      about: keyword,
      oldDemand: this.#demand(this.#older, pick(older, [keyword])),
      newDemand: this.#demand(this.#newer, pick(newer, [keyword])),
      ...optional({ from: own(older, keyword), to: own(newer, keyword) }),
    });
  }

  /** A part of a schema as consumers see it, able to stand alone: with the definitions that it may refer to. */
  #demand(root: JsonObject, part: JsonObject): Demand {
    return () => consumerView({ ...part, ...pick(root, ['$schema', 'definitions', '$defs']) });
  }

  #add(kind: ChangeKind, place: Place, change: Omit<Change, 'kind' | 'place'>): void {
    this.#changes.push({ kind, place, ...change });
  }
}

function kindOfLimit(from: Json | undefined, to: Json | undefined): ChangeKind {
  if (from === undefined) return 'limit-added';
  if (to === undefined) return 'limit-removed';
  return Number(to) > Number(from) ? 'limit-raised' : 'limit-lowered';
}
