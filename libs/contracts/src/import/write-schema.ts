import type { Json } from '@busbar/schema-containment';
import type { JsonSchema } from '../model';
import {
  acceptsAnything,
  keywordsOf,
  VALUE_TYPES,
  type AllOf,
  type Annotations,
  type Constraints,
  type Origin,
  type Reference,
  type ValueType,
} from './constraints';
import { Definitions } from './definitions';
import { lastStep } from './discriminator';
import type { ImportReport } from './import-report';
import { mergeLimits } from './merge-scalars';
import type { Branches, BranchReader } from './read-branches';
import { Unsupported, type Conversion } from './unsupported';
import { commonAnnotations, constraintsOf, withAnnotations, withNull } from './written-keywords';
import { ObjectWriter } from './write-object';
import { SCALARS, writeScalars } from './write-scalars';

/** Deeper combinations are not described: the draft could not be read again. */
const DEEPEST = 100;

/** What is longer is not repeated in a draft: it becomes a definition. */
const MOST_REPEATED = 200;

/**
 * Writes constraints as schemas within the profile of contracts, and reports what those cannot say. What stands in several places, or
 * within itself, becomes a definition, so that a draft is never much longer than the schemas that it comes from.
 */
export class SchemaWriter {
  readonly definitions = new Definitions();
  /** Keys of combinations that became definitions. */
  readonly shared: Set<string>;
  readonly #reader: BranchReader;
  readonly #report: ImportReport;
  readonly #objects: ObjectWriter;
  /** What is being written within the definition that is being written. */
  #open = new Set<string>();
  readonly #written = new Map<string, Conversion>();

  /** @param shared what is known to stand in several places; otherwise the first of them has it in full */
  constructor(reader: BranchReader, report: ImportReport, shared: ReadonlySet<string> = new Set()) {
    this.#reader = reader;
    this.#report = report;
    this.#objects = new ObjectWriter(reader, report, this);
    this.shared = new Set(shared);
  }

  /** What satisfies one of the alternatives: all the schemas of it. References stay references. */
  write(alternatives: readonly AllOf[], origin?: Origin): Conversion {
    const [only, ...others] = alternatives;
    const reference = only && others.length === 0 ? this.#reader.referenceOf(only) : undefined;
    if (reference instanceof Unsupported) return reference;
    if (only && reference) {
      this.#reportBesideReference(only);
      return this.refer(reference);
    }
    const key = [...new Set(alternatives.map((all) => this.#reader.keyOf(all)))].sort().join('|');
    const before = this.#written.get(key);
    if (before && JSON.stringify(before).length <= MOST_REPEATED) return before;
    if (before || this.#open.has(key)) this.shared.add(key);
    if (this.shared.has(key)) return this.#define(key, nameOf(alternatives), () => this.#body(alternatives, origin));
    if (this.#open.size > DEEPEST) return new Unsupported('it is nested too deeply');
    this.#open.add(key);
    const written = this.#body(alternatives, origin);
    this.#open.delete(key);
    this.#written.set(key, written);
    return written;
  }

  /** A schema that others refer to, as a definition. */
  refer({ target, text }: Reference): Conversion {
    return this.#define(target.schema, lastStep(text), () => this.#body([[target]]));
  }

  #define(key: Json, wantedName: string, write: () => Conversion): Conversion {
    const isNew = !this.definitions.has(key);
    const name = this.definitions.nameOf(key, wantedName);
    if (isNew) {
      const around = this.#open;
      this.#open = new Set();
      this.definitions.set(name, write());
      this.#open = around;
    }
    const written = this.definitions.get(name);
    return written instanceof Unsupported ? written : { $ref: pathOf(name) };
  }

  /** The schema that another stands for. */
  resolved(schema: Conversion): Conversion {
    let found = schema;
    for (let hops = 0; !(found instanceof Unsupported) && found.$ref !== undefined; hops++)
      found = (hops < DEEPEST && this.definitions.get(lastStep(found.$ref))) || Unsupported.circular;
    return found;
  }

  #reportBesideReference(all: AllOf): void {
    const read = all.map((located) => this.#reader.keywords(located));
    for (const keywords of read)
      for (const [keyword, { at, keyword: as = keyword }] of keywords instanceof Unsupported ? [] : keywords.annotations)
        this.#report.add('import/says-less', at, [as], `"${as}" was left out: a contract has nothing beside "$ref".`);
  }

  #body(alternatives: readonly AllOf[], origin?: Origin): Conversion {
    const read = alternatives.map((all) => this.#reader.read(all));
    const unsupported = read.find((one) => one instanceof Unsupported && one.accepts !== 'none');
    if (unsupported instanceof Unsupported) return unsupported;
    const found = read.filter((one): one is Branches => !(one instanceof Unsupported));
    const [first] = found;
    if (!first) return read[0] as Unsupported;
    const place = origin ?? first.origin ?? placeOf(alternatives[0]?.[0], found);
    return this.#branches({ ...first, branches: found.flatMap(({ branches }) => branches) }, place);
  }

  #branches(read: Branches, origin: Origin | undefined): Conversion {
    const { branches } = read;
    if (branches.some((branch) => branch.implied.size === 0 && acceptsAnything(branch))) return Unsupported.anything;
    const types = this.#allowedTypes(branches, origin);
    if (types instanceof Unsupported) return types;
    const hasNull = types.includes('null');
    const reasons: Unsupported[] = [];
    for (let kinds = types.filter((type) => type !== 'null'); kinds.length > 0;) {
      const kept = this.#keptTypes(kinds);
      const written = this.#ofTypes(kept, hasNull, read, origin);
      const others = kinds.filter((kind) => !kept.includes(kind));
      if (!(written instanceof Unsupported)) {
        if (others.length > 0) this.#reportTypes(kept, others, origin);
        return written;
      }
      reasons.push(written);
      kinds = others;
    }
    if (hasNull) return withAnnotations({ type: 'null' }, this.#annotations(read, branches));
    return reasons[0] ?? Unsupported.nothing('no value is allowed there');
  }

  #reportTypes(kept: readonly ValueType[], others: readonly ValueType[], origin: Origin | undefined): void {
    if (origin)
      this.#report.add(
        'import/accepts-less',
        origin.located,
        origin.keyword,
        `Only ${named(kept)} were kept, not ${named(others)}: a contract has no union of the two.`,
      );
  }

  /** The types of all branches; of a schema that says none, those that its keywords are about. */
  #allowedTypes(branches: readonly Constraints[], origin: Origin | undefined): readonly ValueType[] | Unsupported {
    const types = [...new Set(branches.flatMap((branch) => [...branch.types.keys()]))];
    if (types.length < VALUE_TYPES.length) return types;
    const implied = VALUE_TYPES.find((type) => branches.some((branch) => branch.implied.has(type)));
    if (implied === undefined) return new Unsupported('values of any type are allowed there');
    if (origin?.located.from)
      this.#report.add(
        'import/accepts-less',
        origin.located,
        origin.keyword,
        `Without "type" values of any type were allowed; the draft accepts ${implied}s only.`,
      );
    return [implied];
  }

  /** Types that one field of a contract can have: scalars together, or the first. */
  #keptTypes(kinds: readonly ValueType[]): readonly ValueType[] {
    const [first] = kinds;
    const scalars = kinds.filter((kind) => SCALARS.includes(kind));
    return first === undefined || !scalars.includes(first) ? kinds.slice(0, 1) : scalars;
  }

  #ofTypes(kept: readonly ValueType[], hasNull: boolean, read: Branches, origin: Origin | undefined): Conversion {
    const { branches } = read;
    const ofKind = branches.filter((branch) => kept.some((type) => branch.types.has(type)));
    const written = this.#ofKind(kept, ofKind, read, hasNull, origin);
    if (written instanceof Unsupported) return written;
    const isUnion = written.oneOf !== undefined;
    if (!isUnion) this.#reportOverlaps(read.overlaps);
    // The branches of a union keep their own words.
    return withAnnotations(written, isUnion ? read.annotations : this.#annotations(read, ofKind));
  }

  #ofKind(
    kept: readonly ValueType[],
    branches: readonly Constraints[],
    read: Branches,
    hasNull: boolean,
    origin: Origin | undefined,
  ): Conversion {
    switch (kept[0]) {
      case 'object':
        return this.#objects.write(branches, read, hasNull, origin);
      case 'array':
        return this.#array(branches, hasNull, origin);
      default:
        return this.#scalars(kept, branches, hasNull, origin);
    }
  }

  /** What is said of all branches, and what they say themselves if that is the same. */
  #annotations({ annotations }: Branches, branches: readonly Constraints[]): Annotations {
    const merged = new Map(annotations);
    for (const [keyword, limit] of commonAnnotations(branches)) {
      if (!merged.has(keyword)) merged.set(keyword, limit);
      else if (merged.get(keyword)?.value !== limit.value)
        this.#report.add(
          'import/says-less',
          limit.at,
          [limit.keyword ?? keyword],
          `"${limit.keyword ?? keyword}" was left out: the schema around it has its own.`,
        );
    }
    return merged;
  }

  #reportOverlaps(overlaps: readonly Origin[]): void {
    for (const { located, keyword } of overlaps)
      if (!this.#report.has('import/accepts-more', located, keyword))
        this.#report.add(
          'import/accepts-more',
          located,
          keyword,
          'The draft also accepts values that several branches of "oneOf" accept.',
        );
  }

  #scalars(
    kept: readonly ValueType[],
    branches: readonly Constraints[],
    hasNull: boolean,
    origin: Origin | undefined,
  ): JsonSchema {
    const alternatives = new Map(kept.map((type) => [type, constraintsOf(type, branches)]));
    const isTyped = (type: ValueType): boolean => branches.some((branch) => branch.typedBy && branch.types.has(type));
    const { keywords, loosened } = writeScalars(alternatives, hasNull, isTyped);
    for (const { type, limit } of loosened) {
      if (limit)
        this.#report.add(
          'import/accepts-more',
          limit.at,
          [limit.keyword ?? 'enum'],
          `The list of ${type}s was left out: beside values of other types a contract cannot list them.`,
        );
      else if (origin) this.#reportMerged(origin, `one set of limits for all ${type}s`);
    }
    const isSaidOfEach = branches.length > 1 && branches.some((branch) => hasOwnWords(branch, branches));
    if (keywords['enum'] !== undefined && isSaidOfEach && origin)
      this.#report.add(
        'import/says-less',
        origin.located,
        origin.keyword,
        `What "${lastOf(origin)}" says of each value was left out: the values of an enum have no descriptions.`,
      );
    return keywords as JsonSchema;
  }

  #reportMerged({ located, keyword }: Origin, because: string): void {
    this.#report.add(
      'import/accepts-more',
      located,
      keyword,
      `The branches of "${lastOf({ located, keyword })}" were merged into what they have in common: a contract has ${because}.`,
    );
  }

  #array(branches: readonly Constraints[], hasNull: boolean, origin: Origin | undefined): Conversion {
    const alternatives = constraintsOf('array', branches);
    const { limits, isExact } = mergeLimits('array', alternatives);
    const lists = alternatives.map(({ items }) => items ?? []);
    const isOne = new Set(lists.map((items) => this.#reader.keyOf(items))).size === 1;
    if (origin && (!isExact || !isOne)) this.#reportMerged(origin, 'one schema for all arrays');
    const schema: Record<string, unknown> = { type: withNull('array', hasNull), ...keywordsOf(limits) };
    if (lists.some((items) => items.length === 0)) return schema;
    const items = this.write(isOne ? lists.slice(0, 1) : lists, isOne ? undefined : origin);
    if (!(items instanceof Unsupported)) return { ...schema, items };
    if (items.accepts === 'none') {
      if ((limits.get('minItems')?.value ?? 0) !== 0) return Unsupported.nothing(`of its items, ${items.reason}`);
      return { ...schema, maxItems: 0 };
    }
    const [at] = lists[0] ?? [];
    if (items.accepts === 'some' && at) this.#report.add('import/accepts-more', at, [], `"items" was left out: ${items.reason}.`);
    return schema;
  }
}

function named(types: readonly ValueType[]): string {
  return types.map((type) => `${type}s`).join(' and ');
}

function pathOf(name: string): string {
  return `#/definitions/${name}`;
}

/** For a schema that has no name of its own: that of the field, or of the reference in it. */
function nameOf(alternatives: readonly AllOf[]): string {
  const steps = alternatives[0]?.[0]?.from?.steps ?? [];
  return String(steps.at(-1) ?? '');
}

function placeOf(located: Origin['located'] | undefined, read: readonly Branches[]): Origin | undefined {
  const typed = read.flatMap(({ branches }) => branches).find(({ typedBy }) => typedBy)?.typedBy;
  if (typed && Array.isArray((typed.schema as { type?: unknown }).type)) return { located: typed, keyword: ['type'] };
  return located && { located, keyword: [] };
}

function lastOf({ located, keyword }: Origin): string {
  return String(keyword.at(-1) ?? located.from?.steps.at(-1) ?? '');
}

function hasOwnWords(branch: Constraints, branches: readonly Constraints[]): boolean {
  const common = commonAnnotations(branches);
  return ['title', 'description'].some((keyword) => branch.annotations.has(keyword) && !common.has(keyword));
}
