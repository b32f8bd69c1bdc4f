import { compareText } from '@busbar/problem';
import { createHash } from 'node:crypto';
import { formats, type Contract, type JsonSchema, type JsonType } from '@busbar/contracts';
import { isHazardous } from '@busbar/schema-containment/regular-expression';
import { BindingsError } from '../errors';
import {
  INTEGER_RANGE,
  type EnumType,
  type EventModel,
  type IntegerType,
  type NamedType,
  type NumberType,
  type Property,
  type Scalar,
  type ScalarType,
  type StringType,
  type Type,
} from './event-model';
import { freeName, pascalCase } from './names';

/**
 * The model of a contract. Normalizes: references to references, `type: [T, 'null']`, bounds of integers (whole, within the
 * width), bounds that say nothing.
 *
 * @throws BindingsError when the contract uses what bindings cannot express. Contracts that passed their lint do so only with enums
 *   and constants that are lists or maps.
 */
export function eventModel(contract: Contract): EventModel {
  return new ModelBuilder(contract).build();
}

/** Hash of everything in a contract that its bindings are made of. */
export function contractHash({ type, version, event, domain, lifecycle, schema }: Contract): string {
  const { description, publisher } = event;
  const content = JSON.stringify({ type, version, description, publisher, source: domain.source, lifecycle, schema });
  return createHash('sha256').update(content).digest('hex');
}

type Plain = NamedType['type'];

class ModelBuilder {
  readonly #contract: Contract;
  readonly #types = new Map<string, NamedType>();
  /** Names of types, in lower case; `Data` is that of the event itself in some languages. */
  readonly #taken = new Set<string>(['data']);
  /** Name in the model by name in the contract. */
  readonly #definitions = new Map<string, string>();

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  build(): EventModel {
    const { type, event, domain, major, version, lifecycle, schema } = this.#contract;
    const definitions = Object.entries(schema.definitions ?? {});
    for (const [name] of definitions) this.#definitions.set(name, freeName(pascalCase(name), this.#taken));
    for (const [name, definition] of definitions) {
      const found = this.#definitions.get(name);
      if (definition.$ref === undefined && found !== undefined)
        this.#name(found, true, definition, this.#plain(definition, found));
    }
    const data = this.#plain(this.#resolve(schema), '');
    if (data.kind !== 'object' && data.kind !== 'union') throw this.#error('has data that is not an object');
    return {
      eventType: type,
      name: event.name,
      domain: domain.name,
      major,
      version,
      source: domain.source,
      publisher: event.publisher,
      title: event.title,
      description: event.description,
      lifecycle,
      hash: contractHash(this.#contract),
      data,
      types: this.#types,
    };
  }

  /** A type as it is used at a place; `name` is for what stands inline there. */
  #use(schema: JsonSchema, name: string): Type {
    const target = this.#resolve(schema);
    const nullable = Array.isArray(target.type) && target.type.includes('null');
    const type = target === schema ? this.#hoisted(target, name) : this.#reference(schema);
    return nullable ? { kind: 'nullable', type } : type;
  }

  /** Objects, enums and unions of either kind become named types. */
  #hoisted(schema: JsonSchema, wanted: string): Exclude<Type, { kind: 'nullable' }> {
    const named = schema.oneOf !== undefined || schema.enum !== undefined || isObject(schema) || typesOf(schema).length > 1;
    if (!named || schema.const !== undefined) return this.#plain(schema, wanted);
    const name = freeName(wanted, this.#taken);
    // Takes its place in the order before what it holds.
    this.#types.set(name, { name, declared: false, deprecated: false, type: { kind: 'any' } });
    this.#name(name, false, schema, this.#plain(schema, name));
    return { kind: 'ref', name };
  }

  #reference({ $ref = '' }: JsonSchema): { kind: 'ref'; name: string } {
    let name = definitionName($ref);
    for (let next = this.#definition(name)?.$ref; next !== undefined; next = this.#definition(name)?.$ref)
      name = definitionName(next);
    const found = this.#definitions.get(name);
    if (found === undefined) throw this.#error(`refers to "${$ref}", which is not there`);
    return { kind: 'ref', name: found };
  }

  #name(name: string, declared: boolean, { description, deprecated }: JsonSchema, type: Plain): void {
    this.#types.set(name, {
      name,
      declared,
      ...(declared && description !== undefined && { description }),
      deprecated: declared && deprecated === true,
      type,
    });
  }

  /** Without null and without references. */
  #plain(schema: JsonSchema, name: string): Plain {
    if (schema.oneOf) return this.#union(schema, schema.oneOf, name);
    const [type, ...otherTypes] = typesOf(schema);
    if (schema.const !== undefined) {
      if (schema.const === null) return { kind: 'null' };
      const value = this.#scalar(schema.const);
      return { kind: 'const', value, ...(isScalarType(type) && { type }) };
    }
    if (schema.enum) return this.#enum(schema, schema.enum);
    if (otherTypes.length > 0) return this.#scalars(schema);
    switch (type) {
      case 'string':
      case 'integer':
      case 'number':
      case 'boolean':
        return this.#scalarType(schema, type);
      case 'null':
        return { kind: type };
      case 'array':
        return this.#array(schema, name);
      case 'object':
        return this.#object(schema, name);
      default:
        return isObject(schema) ? this.#object(schema, name) : { kind: 'any' };
    }
  }

  #object({ properties, required, additionalProperties }: JsonSchema, name: string): Plain {
    if (properties === undefined && additionalProperties) {
      return { kind: 'map', values: this.#use(additionalProperties, `${name}Value`) };
    }
    const isRequired = new Set(required);
    return {
      kind: 'object',
      properties: Object.entries(properties ?? {}).map(([key, schema]): Property => {
        return {
          name: key,
          required: isRequired.has(key),
          type: this.#use(schema, `${name}${pascalCase(key)}`),
          ...(schema.description !== undefined && { description: schema.description }),
          deprecated: schema.deprecated === true,
          ...(schema.default !== undefined && { default: schema.default }),
        };
      }),
      ...(additionalProperties && { rest: this.#use(additionalProperties, `${name}Value`) }),
    };
  }

  #array({ items, minItems, maxItems, uniqueItems }: JsonSchema, name: string): Plain {
    return {
      kind: 'array',
      items: items ? this.#use(items, `${name}Item`) : { kind: 'any' },
      ...(minItems !== undefined && minItems > 0 && { minItems }),
      ...(maxItems !== undefined && { maxItems }),
      uniqueItems: uniqueItems === true,
    };
  }

  #union(schema: JsonSchema, branches: readonly JsonSchema[], name: string): Plain {
    const tag = schema['x-discriminator'];
    if (tag === undefined) throw this.#error('has a union without "x-discriminator"');
    return {
      kind: 'union',
      tag,
      extensible: schema['x-extensible'] === true,
      alternatives: branches.map((branch) => {
        const value = this.#resolve(branch).properties?.[tag]?.const;
        if (typeof value !== 'string') throw this.#error(`has a union with a branch whose "${tag}" is not a constant string`);
        const type = this.#use(branch, `${name}${pascalCase(value)}`);
        if (type.kind !== 'ref') throw this.#error(`has a union with a branch that is not an object`);
        return { value, type };
      }),
    };
  }

  #enum(schema: JsonSchema, values: readonly unknown[]): EnumType {
    const base = this.#plain({ ...schema, enum: undefined }, '');
    const scalars = values.filter((value) => value !== null).map((value) => this.#scalar(value));
    switch (base.kind) {
      case 'string':
      case 'integer':
      case 'number':
      case 'boolean':
      case 'scalars':
        return { kind: 'enum', values: scalars, extensible: schema['x-extensible'] === true, base };
      default:
        throw this.#error('has an enum of lists or maps');
    }
  }

  #scalars(schema: JsonSchema): Plain {
    const types = typesOf(schema);
    const branches = SCALAR_TYPES.filter((type) => types.includes(type)).map((type) => this.#scalarType(schema, type));
    if (branches.length < types.length) throw this.#error('has a union of types in which one is a list or an object');
    return { kind: 'scalars', branches };
  }

  /** One type of a schema: keywords of the other types say nothing about it. */
  #scalarType(schema: JsonSchema, type: (typeof SCALAR_TYPES)[number]): ScalarType {
    switch (type) {
      case 'string':
        return this.#text(schema);
      case 'integer':
        return integer(schema);
      case 'number':
        return number(schema);
      case 'boolean':
        return { kind: 'boolean' };
    }
  }

  #text({ minLength, maxLength, pattern, format }: JsonSchema): StringType {
    if (format !== undefined && !Object.hasOwn(formats, format)) throw this.#error(`has the format "${format}"`);
    // JavaScript, Python and Java backtrack: one string from outside could stop every consumer.
    if (pattern !== undefined && isHazardous(pattern, maxLength))
      throw this.#error(`has the pattern ${pattern}, which takes too long for some strings (contract/hazardous-pattern)`);
    return {
      kind: 'string',
      ...(minLength !== undefined && minLength > 0 && { minLength }),
      ...(maxLength !== undefined && { maxLength }),
      ...(pattern !== undefined && { pattern }),
      ...(format !== undefined && { format }),
    };
  }

  #scalar(value: unknown): Scalar {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    throw this.#error('has a constant that is a list or a map');
  }

  #resolve(schema: JsonSchema): JsonSchema {
    let found = schema;
    for (const seen = new Set<JsonSchema>(); found.$ref !== undefined;) {
      const next = this.#definition(definitionName(found.$ref));
      if (next === undefined || seen.has(found)) throw this.#error(`refers to "${found.$ref}", which is not there`);
      seen.add(found);
      found = next;
    }
    return found;
  }

  #definition(name: string): JsonSchema | undefined {
    const { definitions } = this.#contract.schema;
    return definitions && Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  }

  #error(what: string): BindingsError {
    return new BindingsError(`No bindings can be made of "${this.#contract.type}": it ${what}.`);
  }
}

function definitionName(reference: string): string {
  return reference.replace('#/definitions/', '');
}

function isObject({ type, properties, additionalProperties }: JsonSchema): boolean {
  if (type === undefined) return properties !== undefined;
  return [type].flat().includes('object') && !(properties === undefined && additionalProperties !== undefined);
}

const SCALAR_TYPES = ['string', 'integer', 'number', 'boolean'] as const;

/** The types beside null; null where there is no other. */
function typesOf({ type }: JsonSchema): readonly JsonType[] {
  const types = [type ?? []].flat() as JsonType[];
  const others = types.filter((one) => one !== 'null');
  return others.length > 0 ? others : types;
}

function isScalarType(type: JsonType | undefined): type is 'string' | 'integer' | 'number' | 'boolean' {
  return type === 'string' || type === 'integer' || type === 'number' || type === 'boolean';
}

function integer({ format, multipleOf, ...schema }: JsonSchema): IntegerType {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum].filter((bound) => bound !== undefined);
  const isWide = format === 'int64' || bounds.some((bound) => Math.abs(bound) > Number.MAX_SAFE_INTEGER);
  const width = isWide ? 'int64' : 'int53';
  const { least, most } = INTEGER_RANGE[width];
  const whole = (name: keyof IntegerType, bound: number | undefined, round: (value: number) => number) => {
    if (bound === undefined) return {};
    const value = BigInt(round(bound));
    const says = name === 'minimum' ? value > least : name === 'maximum' ? value < most : value >= least && value <= most;
    return says ? { [name]: value } : {};
  };
  return {
    kind: 'integer',
    width,
    ...whole('minimum', minimum, Math.ceil),
    ...whole('maximum', maximum, Math.floor),
    ...whole('exclusiveMinimum', exclusiveMinimum, Math.floor),
    ...whole('exclusiveMaximum', exclusiveMaximum, Math.ceil),
    ...(multipleOf !== undefined && { multipleOf: BigInt(multipleOf) }),
  };
}

function number({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: JsonSchema): NumberType {
  return {
    kind: 'number',
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(exclusiveMinimum !== undefined && { exclusiveMinimum }),
    ...(exclusiveMaximum !== undefined && { exclusiveMaximum }),
    ...(multipleOf !== undefined && { multipleOf }),
  };
}

/** The models of contracts that are not retired, by event type: what bindings are made of, whatever the order they come in. */
export function currentModels(contracts: readonly Contract[]): EventModel[] {
  return contracts
    .filter(({ lifecycle }) => lifecycle.state !== 'retired')
    .sort((a, b) => compareText(a.type, b.type))
    .map(eventModel);
}
