import { isMap, nearest, type Path, type Problem, type SourceDocument } from '@busbar/problem';
import { contractProblem, type ContractProblemCode } from '../contract-problems';
import { endlessDefinitions } from './endless-definitions';
import { formats } from '@busbar/schema-containment';
import { costOfPattern, isHazardous, safeLength } from '@busbar/schema-containment/regular-expression';
import type { JsonSchema } from '../model';
import { KEYWORDS, LEFT_OUT } from './profile-keywords';
import { definitionName, resolve } from './references';
import { accepts } from './validation';

/**
 * The profile of JSON Schema Draft-07 that contracts are written in: small enough that every binding can check all of it
 * and compatibility can be proven. This file says whether a schema is within it.
 */

const LOWER_AND_UPPER = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
] as const;

const DEFINITION_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Whether a definition may have this name: it stands in references, and types are named for it in every language. */
export function isDefinitionName(name: string): boolean {
  return DEFINITION_NAME.test(name) && !(name in Object.prototype);
}

/** Whether a field may have this name: any key of JSON but for one with half a character, which UTF-8 cannot carry. */
export function isFieldName(name: string): boolean {
  return !/\p{Surrogate}/u.test(name);
}

/** Everything for which a schema file is not within the profile. When there is nothing, its value is a `JsonSchema`. */
export function checkProfile(document: SourceDocument): Problem[] {
  if (document.problems.length > 0) return [...document.problems];
  const check = new ProfileCheck(document);
  check.root();
  return check.problems;
}

class ProfileCheck {
  readonly problems: Problem[] = [];
  readonly #document: SourceDocument;

  constructor(document: SourceDocument) {
    this.#document = document;
  }

  root(): void {
    const { value } = this.#document;
    if (!isMap(value) || (value['type'] !== 'object' && value['type'] !== undefined)) {
      this.#report(
        'contract/root-not-object',
        ['type'],
        'The data of an event is not an object here.',
        'Write "type": "object" at the root.',
      );
      return;
    }
    this.#schema(value, [], 0);
    // Only a schema whose every keyword has a sound value can be looked at as a whole.
    if (this.problems.length === 0) this.#meaning(value as JsonSchema, value as JsonSchema, []);
    if (this.problems.length === 0) this.#endless(value as JsonSchema);
  }

  /** Keywords, one by one. */
  #schema(schema: unknown, path: Path, depth: number): void {
    if (!isMap(schema)) {
      this.#report('contract/invalid-keyword', path, 'This is not a schema.', 'Write a map of keywords.');
      return;
    }
    for (const [name, value] of Object.entries(schema)) {
      const keyword = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
      if (!keyword || (name === 'definitions' && depth > 0)) this.#unsupported(name, [...path, name]);
      else if (!keyword.valid(value)) {
        this.#report(
          'contract/invalid-keyword',
          [...path, name],
          `"${name}" does not accept this value.`,
          `Write ${keyword.accepts}.`,
        );
      } else if (name === 'pattern') this.#pattern(value as string, schema['maxLength'], [...path, name]);
      else this.#below(name, value, [...path, name], depth + 1);
    }
  }

  #below(keyword: string, value: unknown, path: Path, depth: number): void {
    if (keyword === 'properties' || keyword === 'definitions') {
      for (const [name, schema] of Object.entries(value as Record<string, unknown>)) {
        if (keyword === 'definitions' && !isDefinitionName(name)) this.#definitionName(name, [...path, name]);
        if (keyword === 'properties' && !isFieldName(name)) this.#fieldName([...path, name]);
        this.#schema(schema, [...path, name], depth);
      }
    } else if (keyword === 'items' || keyword === 'additionalProperties') {
      this.#schema(value, path, depth);
    } else if (keyword === 'oneOf') {
      (value as unknown[]).forEach((schema, index) => this.#schema(schema, [...path, index], depth));
    }
  }

  /** What keywords say together. */
  #meaning(root: JsonSchema, schema: JsonSchema, path: Path): void {
    if (schema.$ref !== undefined) {
      this.#reference(root, schema, path);
      return;
    }
    const types = [schema.type ?? []].flat();
    if (types.length === 0 && schema.const === undefined && !schema.oneOf) {
      this.#report('contract/missing-type', path, 'This schema does not say its type.', 'Add "type".');
    }
    for (const name of Object.keys(schema)) {
      const of = KEYWORDS[name]?.of;
      if (of && !of.some((type) => types.includes(type)))
        this.#misplaced(name, `${types.join(' or ') || 'a value of no type'}`, path);
    }
    if (schema['x-extensible'] !== undefined && !schema.enum && !schema.oneOf)
      this.#misplaced('x-extensible', 'what is neither an enum nor a union', path);
    if (schema.const !== undefined && types.filter((type) => type !== 'null').length > 1)
      this.#report(
        'contract/invalid-keyword',
        [...path, 'type'],
        'A constant has one type.',
        'Write the type of the constant only.',
      );
    this.#ranges(schema, path);
    this.#values(root, schema, path);
    for (const [index, name] of (schema.required ?? []).entries()) {
      if (!Object.hasOwn(schema.properties ?? {}, name))
        this.#unknownRequired(name, Object.keys(schema.properties ?? {}), [...path, 'required', index]);
    }
    if (schema.format !== undefined && !Object.hasOwn(formats, schema.format))
      this.#unknownFormat(schema.format, [...path, 'format']);
    if (schema.oneOf || schema['x-discriminator'] !== undefined) this.#union(root, schema, path);
    for (const [below, belowPath] of subschemas(schema, path)) this.#meaning(root, below, belowPath);
  }

  #reference(root: JsonSchema, schema: JsonSchema, path: Path): void {
    for (const name of Object.keys(schema)) {
      if (name !== '$ref') this.#misplaced(name, 'a reference, which replaces everything beside it', path);
    }
    if (resolve(root, schema) === undefined) {
      const meant = nearest(definitionName(schema.$ref ?? '') ?? '', Object.keys(root.definitions ?? {}));
      this.#report(
        'contract/unknown-reference',
        [...path, '$ref'],
        `"${schema.$ref ?? ''}" does not refer to a schema.`,
        meant ? `Write "#/definitions/${meant}" if you meant that.` : 'Refer to a schema under "definitions" of this file.',
      );
    }
  }

  #ranges(schema: JsonSchema, path: Path): void {
    for (const [lower, upper] of LOWER_AND_UPPER) {
      const [least, most] = [schema[lower], schema[upper]];
      if (least !== undefined && most !== undefined && least > most) {
        this.#report(
          'contract/empty-range',
          [...path, lower],
          `"${lower}" is above "${upper}".`,
          'Swap the two, or correct one.',
        );
      }
    }
  }

  #values(root: JsonSchema, schema: JsonSchema, path: Path): void {
    const { enum: values, ...rest } = schema;
    for (const [index, value] of (values ?? []).entries()) {
      if (values?.indexOf(value) !== index || !accepts(root, rest, value)) {
        this.#report(
          'contract/invalid-keyword',
          [...path, 'enum', index],
          'This value is listed twice, or the rest of the schema refuses it.',
          'Remove it, or correct the rest.',
        );
      }
    }
  }

  /** Branches are objects, told apart by a constant text in one field that each requires. */
  #union(root: JsonSchema, schema: JsonSchema, path: Path): void {
    const report = (at: Path, message: string, fix: string): void => this.#report('contract/invalid-union', at, message, fix);
    const tag = schema['x-discriminator'];
    if (!schema.oneOf || tag === undefined) {
      report(path, 'A union has "oneOf" and "x-discriminator".', 'Add the one that is missing.');
      return;
    }
    if (schema.type !== undefined) this.#misplaced('type', 'a union; each branch has its own', path);
    const tags = new Set<unknown>();
    schema.oneOf.forEach((branch, index) => {
      const resolved = resolve(root, branch);
      const value = resolved?.properties?.[tag]?.const;
      if (resolved?.type !== 'object' || typeof value !== 'string' || !resolved.required?.includes(tag)) {
        report(
          [...path, 'oneOf', index],
          `This branch is not an object that requires "${tag}" with a constant string.`,
          `Add "${tag}" to its properties, with "const", and to "required".`,
        );
      } else if (tags.has(value)) {
        report(
          [...path, 'oneOf', index],
          `Another branch has the "${tag}" ${JSON.stringify(value)} too.`,
          'Give each branch its own.',
        );
      }
      tags.add(value);
    });
  }

  /** Definitions that only a value without end can satisfy: each holds itself, by a field that it requires. */
  #endless(root: JsonSchema): void {
    for (const name of endlessDefinitions(root)) {
      this.#report(
        'contract/endless-value',
        ['definitions', name],
        `No value can satisfy "${name}": it requires itself.`,
        'Make one of the fields in the cycle optional, or allow null or an empty list.',
        true,
      );
    }
  }

  /** What one text can do to the engines of JavaScript, Python and Java, which backtrack. */
  #pattern(pattern: string, maxLength: unknown, path: Path): void {
    if (!isHazardous(pattern, typeof maxLength === 'number' ? maxLength : undefined)) return;
    const cost = costOfPattern(pattern);
    const report = (message: string, fix: string): void => this.#report('contract/hazardous-pattern', path, message, fix);
    const oneWay = 'Write loops so that each string can match in one way only: "(a+)+" as "a+", "(a|aa)*" as "a*"';
    if (cost.kind === 'exponential') report('Some strings take this pattern exponential time.', `${oneWay}.`);
    else if (cost.kind === 'unknown')
      report(
        'The cost of this pattern is unknown: it has a back reference or an unbounded look-behind, or is too complex.',
        'Write a simpler pattern.',
      );
    else {
      const safe = safeLength(pattern);
      report(
        cost.degree > 1
          ? `The time of this pattern grows with the length of the string to the power of ${cost.degree}.`
          : 'This pattern can match a string in too many ways.',
        `${safe > 0 ? `Add "maxLength": ${safe} or less, begin the pattern with "^" if it may only match there, or w` : 'W'}${oneWay.slice(1)}.`,
      );
    }
  }

  #unsupported(name: string, path: Path): void {
    const meant = LEFT_OUT.has(name) ? undefined : nearest(name, Object.keys(KEYWORDS));
    this.#report(
      'contract/unsupported-keyword',
      path,
      `The keyword "${name}" is not in the profile of contracts.`,
      meant ? `Write "${meant}" if you meant that.` : 'Say it with the keywords of the profile, or leave it out.',
      true,
    );
  }

  #fieldName(path: Path): void {
    this.#report(
      'contract/invalid-field-name',
      path,
      'The name of this field contains a lone surrogate, which is not a character.',
      'Remove it, or write the whole character.',
      true,
    );
  }

  #definitionName(name: string, path: Path): void {
    this.#report(
      'contract/invalid-definition-name',
      path,
      `"${name}" cannot be the name of a definition.`,
      'Use a name of letters, digits, "_" and "-" that begins with a letter and has at most 64 characters.',
      true,
    );
  }

  #misplaced(name: string, where: string, path: Path): void {
    this.#report(
      'contract/misplaced-keyword',
      [...path, name],
      `"${name}" has no effect on ${where}.`,
      'Remove it, or correct the type.',
      true,
    );
  }

  #unknownRequired(name: string, properties: readonly string[], path: Path): void {
    const meant = nearest(name, properties);
    this.#report(
      'contract/unknown-required',
      path,
      `The required field "${name}" is not among the properties.`,
      meant ? `Write "${meant}" if you meant that.` : 'Add it to the properties, or remove it here.',
    );
  }

  #unknownFormat(name: string, path: Path): void {
    const meant = nearest(name, Object.keys(formats));
    this.#report(
      'contract/unknown-format',
      path,
      `There is no format "${name}".`,
      meant ? `Write "${meant}" if you meant that.` : `The formats are ${Object.keys(formats).join(', ')}.`,
    );
  }

  #report(code: ContractProblemCode, path: Path, message: string, fix: string, atKey = false): void {
    this.problems.push(contractProblem(code, atKey ? this.#document.atKey(path) : this.#document.at(path), message, fix));
  }
}

function subschemas(schema: JsonSchema, path: Path): [JsonSchema, Path][] {
  const named = (keyword: 'properties' | 'definitions'): [JsonSchema, Path][] =>
    Object.entries(schema[keyword] ?? {}).map(([name, below]) => [below, [...path, keyword, name]]);
  return [
    ...named('properties'),
    ...named('definitions'),
    ...(schema.items ? [[schema.items, [...path, 'items']] satisfies [JsonSchema, Path]] : []),
    ...(schema.additionalProperties
      ? [[schema.additionalProperties, [...path, 'additionalProperties']] satisfies [JsonSchema, Path]]
      : []),
    ...(schema.oneOf ?? []).map((branch, index): [JsonSchema, Path] => [branch, [...path, 'oneOf', index]]),
  ];
}
