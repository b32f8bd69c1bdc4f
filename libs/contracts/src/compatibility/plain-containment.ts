import { canonical, isObject, type Json, type JsonObject, own } from '@busbar/schema-containment';
import { definitionIn, isPlain } from './plain-schema';

type Numeric =
  'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum' | 'minLength' | 'maxLength' | 'minItems' | 'maxItems';

/**
 * Whether everything in the publisher view of one schema is in the consumer view of another, where that can be seen by comparing
 * the two side by side: what most versions of most contracts are to each other. False when it cannot be seen so; then the search
 * for a counterexample decides (`ContainmentCheck`), which costs a hundred times as much. A test holds the two together.
 *
 * Knows the keywords of the profile only. Of a pair of schemas that refer to each other in circles it is enough that nothing is
 * found on the way around: a value that shows the contrary would be finite.
 */
export function isPlainlyContained(publisher: JsonObject, consumer: JsonObject): boolean {
  return isPlain(publisher) && isPlain(consumer) && new PlainComparison(publisher, consumer).isIn(publisher, consumer);
}

class PlainComparison {
  readonly #publisher: JsonObject;
  readonly #consumer: JsonObject;
  /** Pairs of definitions that are or were compared. */
  readonly #assumed = new Map<Json, Set<Json>>();

  constructor(publisher: JsonObject, consumer: JsonObject) {
    this.#publisher = publisher;
    this.#consumer = consumer;
  }

  isIn(givenSub: Json, givenSup: Json): boolean {
    const sub = definitionIn(this.#publisher, givenSub);
    const sup = definitionIn(this.#consumer, givenSup);
    if (!isObject(sub) || !isObject(sup)) return false;
    if (sub !== givenSub || sup !== givenSup) {
      const others = this.#assumed.get(sub) ?? new Set();
      if (others.has(sup)) return true;
      this.#assumed.set(sub, others.add(sup));
    }
    if (sub['oneOf'] !== undefined || sup['oneOf'] !== undefined) return this.#isUnionIn(sub, sup);
    return (
      areTypesIn(sub, sup) &&
      areValuesIn(sub, sup) &&
      areLimitsIn(sub, sup) &&
      this.#areItemsIn(sub, sup) &&
      this.#areFieldsIn(sub, sup)
    );
  }

  #areItemsIn(sub: JsonObject, sup: JsonObject): boolean {
    const [items, demanded] = [own(sub, 'items'), own(sup, 'items')];
    if (own(sup, 'uniqueItems') === true && own(sub, 'uniqueItems') !== true) return false;
    return demanded === undefined || own(sub, 'maxItems') === 0 || (items !== undefined && this.isIn(items, demanded));
  }

  /** Publishers' objects are closed unless they are maps; consumers' are open. */
  #areFieldsIn(sub: JsonObject, sup: JsonObject): boolean {
    const required = new Set(listOf(sub, 'required'));
    if (!listOf(sup, 'required').every((name) => required.has(name))) return false;
    const [fields, demanded] = [fieldsOf(sub), fieldsOf(sup)];
    const [rest, demandedRest] = [own(sub, 'additionalProperties'), own(sup, 'additionalProperties')];
    for (const name of Object.keys(fields)) {
      const demand = own(demanded, name) ?? demandedRest;
      if (demand !== undefined && !this.isIn(own(fields, name) ?? null, demand)) return false;
    }
    if (rest === undefined) return true;
    const others = Object.keys(demanded)
      .filter((name) => !Object.hasOwn(fields, name))
      .map((name) => own(demanded, name) ?? null);
    return [...others, ...(demandedRest === undefined ? [] : [demandedRest])].every((demand) => this.isIn(rest, demand));
  }

  /** Branches by their tags, which are texts, required and different (`isPlain`). */
  #isUnionIn(sub: JsonObject, sup: JsonObject): boolean {
    const [branches, demanded] = [own(sub, 'oneOf'), own(sup, 'oneOf')];
    const tag = own(sub, 'x-discriminator');
    if (!Array.isArray(branches) || !Array.isArray(demanded) || typeof tag !== 'string' || own(sup, 'x-discriminator') !== tag)
      return false;
    const known = new Map(
      (demanded as readonly Json[]).map((branch) => [tagIn(definitionIn(this.#consumer, branch), tag), branch]),
    );
    return (branches as readonly Json[]).every((branch) => {
      const demand = known.get(tagIn(definitionIn(this.#publisher, branch), tag));
      return demand === undefined ? own(sup, 'x-extensible') === true : this.isIn(branch, demand);
    });
  }
}

function areTypesIn(sub: JsonObject, sup: JsonObject): boolean {
  const demanded = typesOf(sup);
  if (demanded.length === 0) return true;
  const types = typesOf(sub);
  return (
    types.length > 0 && types.every((type) => demanded.includes(type) || (type === 'integer' && demanded.includes('number')))
  );
}

function areValuesIn(sub: JsonObject, sup: JsonObject): boolean {
  const [constant, listed] = [own(sub, 'const'), own(sub, 'enum')];
  const values = constant !== undefined ? [constant] : Array.isArray(listed) ? (listed as readonly Json[]) : undefined;
  const [demandedConstant, demandedList] = [own(sup, 'const'), own(sup, 'enum')];
  if (demandedConstant !== undefined && !values?.every((value) => canonical(value) === canonical(demandedConstant))) return false;
  if (!Array.isArray(demandedList) || own(sup, 'x-extensible') === true) return true;
  const demanded = new Set((demandedList as readonly Json[]).map(canonical));
  return values?.every((value) => demanded.has(canonical(value))) ?? false;
}

const AT_LEAST: readonly Numeric[] = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const AT_MOST: readonly Numeric[] = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
const EQUAL = ['pattern', 'format', 'multipleOf'] as const;

/** Each limit of the consumer is one of the publisher too, and no wider. */
function areLimitsIn(sub: JsonObject, sup: JsonObject): boolean {
  const holds = (keyword: Numeric, isWithin: (mine: number, demanded: number) => boolean): boolean => {
    const [mine, demanded] = [own(sub, keyword), own(sup, keyword)];
    return demanded === undefined || (mine !== undefined && isWithin(mine as number, demanded as number));
  };
  return (
    AT_LEAST.every((keyword) => holds(keyword, (mine, demanded) => mine >= demanded)) &&
    AT_MOST.every((keyword) => holds(keyword, (mine, demanded) => mine <= demanded)) &&
    EQUAL.every((keyword) => own(sup, keyword) === undefined || own(sub, keyword) === own(sup, keyword))
  );
}

function typesOf(schema: JsonObject): readonly Json[] {
  return [own(schema, 'type') ?? []].flat() as readonly Json[];
}

function listOf(schema: JsonObject, keyword: string): readonly Json[] {
  const value = own(schema, keyword);
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function fieldsOf(schema: JsonObject): JsonObject {
  const fields = own(schema, 'properties');
  return isObject(fields) ? fields : {};
}

function tagIn(branch: Json | undefined, tag: string): Json | undefined {
  const field = isObject(branch) ? own(fieldsOf(branch), tag) : undefined;
  return isObject(field) ? own(field, 'const') : undefined;
}
