import { isMap } from '@busbar/problem';
import {
  checkContainment,
  isAtLeast,
  type Json,
  type JsonObject,
  type Located,
  pathOf,
  type SchemaDocument,
  SchemaError,
} from '@busbar/schema-containment';
import {
  acceptsAnything,
  ANYTHING,
  isAnnotationKeyword,
  isUnlimited,
  listedValues,
  propertyOf,
  type AllOf,
  type Annotations,
  type Constraints,
  type Discriminator,
  type Limit,
  type Origin,
  type Reference,
} from './constraints';
import { readDiscriminator } from './discriminator';
import type { ImportReport } from './import-report';
import { intersect } from './intersect-constraints';
import { readKeywords } from './read-keywords';
import { Unsupported } from './unsupported';

/** What schemas that all hold come to: a value has to satisfy one of the branches. */
export interface Branches {
  readonly branches: readonly Constraints[];
  /** What is said of all of them together, beside what each says. */
  readonly annotations: Annotations;
  /** The `anyOf` or `oneOf` that makes several of them. */
  readonly origin?: Origin;
  /** Each `oneOf` whose branches may accept a value together, which it refuses. */
  readonly overlaps: readonly Origin[];
  readonly discriminator?: Discriminator;
}

interface Alternation {
  readonly located: Located;
  readonly keyword: 'anyOf' | 'oneOf';
  readonly schemas: readonly Json[];
}

/** More branches than these are not multiplied out. */
const MOST_BRANCHES = 100;
/** Of more, only what their constraints show tells whether they are apart. */
const MOST_COMPARED = 12;
/** How deep required fields are looked into for one that can have no value. */
const DEPTH = 3;

/**
 * Reads schemas as constraints by type: references followed, `allOf` intersected, `anyOf` and `oneOf` multiplied out. Each schema
 * is read once, and only those that something leads to.
 */
export class BranchReader {
  readonly source: SchemaDocument;
  readonly #report: ImportReport;
  readonly #read = new Map<string, Branches | Unsupported>();
  readonly #open = new Set<string>();
  readonly #keywords = new Map<Json, Constraints | Unsupported>();
  readonly #numbers = new Map<Json, number>();

  constructor(source: SchemaDocument, report: ImportReport) {
    this.source = source;
    this.#report = report;
  }

  /** Whether anything has led to a schema. */
  isRead(schema: Json): boolean {
    return this.#keywords.has(schema);
  }

  /** The same for the same schemas, in any order. */
  keyOf(all: AllOf): string {
    const numbers = all.map(({ schema }) => {
      const known = this.#numbers.get(schema) ?? this.#numbers.size;
      this.#numbers.set(schema, known);
      return known;
    });
    return [...new Set(numbers)].sort((a, b) => a - b).join();
  }

  read(all: AllOf): Branches | Unsupported {
    const key = this.keyOf(all);
    const known = this.#read.get(key);
    if (known) return known;
    if (this.#open.has(key)) return Unsupported.circular;
    this.#open.add(key);
    const reference = this.referenceOf(all);
    const read = reference instanceof Unsupported ? reference : reference ? this.#referred(reference) : this.#combined(all);
    this.#open.delete(key);
    // What was cut off at a circle is only known to the one who asked first.
    if (this.#open.size === 0 || !(read instanceof Unsupported && read.accepts === 'some')) this.#read.set(key, read);
    return read;
  }

  #referred(reference: Reference): Branches | Unsupported {
    const read = this.read([reference.target]);
    if (read instanceof Unsupported || read.branches.length !== 1) return read;
    return { ...read, branches: read.branches.map((branch) => ({ ...branch, reference })) };
  }

  /** The schema that schemas stand for which only refer to it; undefined if they demand something themselves. */
  referenceOf(all: AllOf): Reference | Unsupported | undefined {
    const found = new Map<Json, Reference>();
    const open = [...all];
    for (let hops = 0; open.length > 0; hops++) {
      const located = open.pop();
      if (!located || located.schema === true) continue;
      const { schema } = located;
      if (!isMap(schema) || hops > MOST_BRANCHES) return undefined;
      const { $ref: text, allOf } = schema as JsonObject;
      const keywords = this.keywords(located);
      if (keywords instanceof Unsupported || keywords.implied.size > 0 || !acceptsAnything(keywords)) return undefined;
      if (!this.#hidesSiblings(schema as JsonObject) && (schema['anyOf'] !== undefined || schema['oneOf'] !== undefined))
        return undefined;
      if (typeof text === 'string') {
        const target = this.#resolve(text, located);
        if (target instanceof Unsupported) return target;
        if (!isMap(target.schema)) return undefined;
        found.set(target.schema as Json, { target, text });
      }
      if (Array.isArray(allOf) && !this.#hidesSiblings(schema as JsonObject))
        open.push(...(allOf as Json[]).map((one, index) => this.#below(located, ['allOf', index], one)));
    }
    const [reference, ...others] = found.values();
    return others.length === 0 ? reference : undefined;
  }

  /** What the keywords of a schema itself demand. */
  keywords(located: Located): Constraints | Unsupported {
    const schema = located.schema as JsonObject;
    let known = this.#keywords.get(schema);
    if (!known) {
      known = readKeywords(this.source, this.#report, located, this.#hidesSiblings(schema));
      this.#keywords.set(schema, known);
    }
    return known;
  }

  #hidesSiblings(schema: JsonObject): boolean {
    return typeof schema['$ref'] === 'string' && !isAtLeast(this.source.draft, '2019-09');
  }

  #resolve(text: string, located: Located): Located | Unsupported {
    try {
      return this.source.resolve(text, located);
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      return new Unsupported(`"$ref" leads to ${JSON.stringify(text)}, which is not in this file`);
    }
  }

  #below(located: Located, steps: readonly (string | number)[], schema: Json): Located {
    const below = this.source.below(located, steps, schema);
    if (!isMap(schema) && typeof schema !== 'boolean') throw new SchemaError('This is not a schema.', pathOf(below));
    return below;
  }

  #combined(all: AllOf): Branches | Unsupported {
    const expansion = new Map<Json, Located>();
    for (const one of all) {
      const unsupported = this.#expand(one, expansion);
      if (unsupported) return unsupported;
    }
    let base: Constraints | Unsupported = ANYTHING;
    const alternations: Alternation[] = [];
    let discriminator: Discriminator | undefined;
    for (const located of expansion.values()) {
      const keywords = this.keywords(located);
      base = base instanceof Unsupported ? base : keywords instanceof Unsupported ? keywords : this.#both(base, keywords);
      const schema = located.schema as JsonObject;
      if (this.#hidesSiblings(schema)) continue;
      discriminator ??= readDiscriminator(schema);
      for (const keyword of ['anyOf', 'oneOf'] as const) {
        const schemas = schema[keyword];
        if (Array.isArray(schemas)) alternations.push({ located, keyword, schemas: schemas as Json[] });
      }
    }
    if (base instanceof Unsupported) return base;
    let result: Branches | Unsupported = {
      branches: [base],
      annotations: new Map(),
      overlaps: [],
      ...(discriminator && { discriminator }),
    };
    for (const alternation of alternations)
      if (!(result instanceof Unsupported)) result = this.#alternatives(result, alternation);
    return result;
  }

  /** Collects a schema and those that hold with it: what it refers to, and its `allOf`. */
  #expand(located: Located, into: Map<Json, Located>): Unsupported | undefined {
    const { schema } = located;
    if (schema === true || into.has(schema)) return undefined;
    if (schema === false) return Unsupported.nothing(whyForbidden(located));
    into.set(schema, located);
    const { $ref: text, allOf } = schema as JsonObject;
    if (typeof text === 'string') {
      const target = this.#resolve(text, located);
      const unsupported = target instanceof Unsupported ? target : this.#expand(target, into);
      if (unsupported) return unsupported;
      if (this.#hidesSiblings(schema as JsonObject)) return undefined;
    }
    for (const [index, one] of (Array.isArray(allOf) ? (allOf as Json[]) : []).entries()) {
      const part = this.#below(located, ['allOf', index], one);
      const unsupported = this.#expand(part, into);
      if (unsupported?.accepts === 'none') return unsupported;
      if (unsupported)
        this.#report.add('import/accepts-more', part, [], `This schema of "allOf" was left out: ${unsupported.reason}.`);
    }
    return undefined;
  }

  #both(a: Constraints, b: Constraints): Constraints | Unsupported {
    const isBare = (one: Constraints): boolean => one.implied.size === 0 && [...one.types.values()].every(isUnlimited);
    const isWithin = (one: Constraints, other: Constraints): boolean =>
      [...one.types.keys()].every((type) => other.types.has(type)) && (one.typedBy !== undefined || !other.typedBy);
    const both = intersect(a, b, (keyword, dropped) => this.#reportDropped(keyword, dropped));
    if (both instanceof Unsupported) return both;
    const same = isBare(a) && isWithin(b, a) ? b : isBare(b) && isWithin(a, b) ? a : undefined;
    return same?.reference ? { ...both, reference: same.reference } : both;
  }

  #reportDropped(keyword: string, { at, keyword: as = keyword }: Limit): void {
    const because = isAnnotationKeyword(keyword)
      ? 'another schema that holds here has its own'
      : 'another schema that holds here has a different one, and a contract can have only one';
    this.#report.add(
      isAnnotationKeyword(keyword) ? 'import/says-less' : 'import/accepts-more',
      at,
      [as],
      `"${as}" was left out: ${because}.`,
    );
  }

  #alternatives(given: Branches, alternation: Alternation): Branches | Unsupported {
    const { located, keyword, schemas } = alternation;
    const origin = { located, keyword: [keyword] };
    const read = schemas.map((schema, index) => this.read([this.#below(located, [keyword, index], schema)]));
    const unsupported = read.find((one) => one instanceof Unsupported && one.accepts !== 'none') as Unsupported | undefined;
    const size = read.reduce((sum, one) => sum + (one instanceof Unsupported ? 0 : one.branches.length), 0);
    if (unsupported || size * given.branches.length > MOST_BRANCHES) {
      const because = unsupported ? `in one branch, ${unsupported.reason}` : 'it combines with others in too many ways';
      this.#report.add('import/accepts-more', located, [keyword], `"${keyword}" was left out: ${because}.`);
      return given;
    }
    let reason = read.find((one) => one instanceof Unsupported)?.reason;
    const { annotations, bases } = parted(given);
    const kept = read.map((one) =>
      (one instanceof Unsupported ? [] : ownBranches(one)).flatMap((branch) =>
        bases.flatMap((base) => {
          const both = this.#both(base, branch);
          const empty = both instanceof Unsupported ? both.reason : this.#whyEmpty(both, DEPTH);
          reason ??= empty;
          return both instanceof Unsupported || empty !== undefined ? [] : [both];
        }),
      ),
    );
    const branches = kept.flat();
    if (branches.length === 0)
      return Unsupported.nothing(
        `no branch of "${keyword}" can be satisfied; in the first, ${reason ?? 'no value is allowed'}`,
        origin,
      );
    const left = kept.filter((ofBranch) => ofBranch.length > 0);
    const below = read.flatMap((one) => (one instanceof Unsupported ? [] : one.overlaps));
    const isOverlapping = keyword === 'oneOf' && !this.#areApart(left) && !this.#areSchemasApart(schemas);
    const inner = read.find((one): one is Branches => !(one instanceof Unsupported) && one.branches.length > 1);
    const ofOrigin = left.length > 1 ? origin : (given.origin ?? inner?.origin);
    const discriminator = given.discriminator ?? inner?.discriminator;
    return {
      branches,
      annotations,
      ...(ofOrigin && { origin: ofOrigin }),
      overlaps: [...given.overlaps, ...below, ...(isOverlapping ? [origin] : [])],
      ...(discriminator && { discriminator }),
    };
  }

  /** Why no value satisfies constraints, as far as their required fields show it; undefined if one may. */
  #whyEmpty({ types }: Constraints, depth: number): string | undefined {
    const object = types.get('object');
    if (!object?.required || types.size > 1 || depth === 0) return undefined;
    for (const name of object.required.keys()) {
      const field = this.read(propertyOf(object, name));
      const reasons =
        field instanceof Unsupported
          ? [field.accepts === 'none' ? field.reason : undefined]
          : field.branches.map((branch) => this.#whyEmpty(branch, depth - 1));
      if (!reasons.includes(undefined)) return whyNoField(name, reasons[0] ?? '');
    }
    return undefined;
  }

  #areApart(branches: readonly (readonly Constraints[])[]): boolean {
    return branches.every((mine, index) =>
      branches
        .slice(index + 1)
        .every((others) => mine.every((one) => others.every((other) => this.#haveNothingInCommon(one, other)))),
    );
  }

  #haveNothingInCommon(a: Constraints, b: Constraints): boolean {
    const both = intersect(a, b, () => undefined);
    return both instanceof Unsupported || this.#whyEmpty(both, DEPTH) !== undefined;
  }

  /** Whether no value is in two of the branches, as the engine of containment proves it. */
  #areSchemasApart(branches: readonly Json[]): boolean {
    if (branches.length > MOST_COMPARED) return false;
    const root = this.source.root.schema as JsonObject;
    const around = Object.fromEntries(
      ['definitions', '$defs'].flatMap((name) => (root[name] === undefined ? [] : [[name, root[name]]])),
    );
    const options = { draft: this.source.draft, steps: 500, attempts: 0 };
    return branches.every((one, index) =>
      branches.slice(index + 1).every((other) => {
        try {
          return checkContainment({ ...around, allOf: [one, other] }, { not: {} }, options).verdict === 'contained';
        } catch (error) {
          // A reference that leads elsewhere.
          if (error instanceof SchemaError) return false;
          throw error;
        }
      }),
    );
  }

  /** The only string that a property can have; undefined if it can have others. */
  constantOf(all: AllOf): string | undefined {
    const read = this.read(all);
    const [branch, ...others] = read instanceof Unsupported ? [] : read.branches;
    if (!branch || others.length > 0 || branch.types.size !== 1) return undefined;
    const text = branch.types.get('string');
    const [value, ...more] = (text && listedValues(text)) ?? [];
    return more.length === 0 && typeof value === 'string' ? value : undefined;
  }
}

/** What is said of a schema as a whole, apart from what it demands: branches have words of their own. */
function parted({ annotations, branches }: Branches): {
  readonly annotations: Annotations;
  readonly bases: readonly Constraints[];
} {
  const [only, ...others] = branches;
  return only && others.length === 0
    ? { annotations: new Map([...only.annotations, ...annotations]), bases: [{ ...only, annotations: new Map() }] }
    : { annotations, bases: branches };
}

/** The branches of a schema that is a branch itself, each with what is said of all of them. */
function ownBranches({ annotations, branches }: Branches): readonly Constraints[] {
  return branches.map((branch) => ({ ...branch, annotations: new Map([...annotations, ...branch.annotations]) }));
}

function whyForbidden({ from }: Located): string {
  const keyword = from?.steps.at(-1);
  return keyword === 'additionalProperties'
    ? '"additionalProperties" of another schema that holds here forbids it'
    : 'no value is allowed there';
}

export function whyNoField(name: string, reason: string): string {
  return `the required field ${JSON.stringify(name)} can have no value: ${reason}`;
}
