import type { ImportProblemCode } from './import-problems';

type Effect = Extract<ImportProblemCode, 'import/accepts-more' | 'import/accepts-less' | 'import/says-less'>;

/** What leaving a keyword out does to the draft. */
export interface LeftOut {
  readonly effect: Effect;
  /** Continues `"<keyword>" was left out: …`. */
  readonly because: string;
}

const more = (because: string): LeftOut => ({ effect: 'import/accepts-more', because });
const silent = (because: string): LeftOut => ({ effect: 'import/says-less', because });

/** Keywords of all drafts that no contract has. What is in no table at all decides nothing that a validator would know of. */
export const LEFT_OUT_KEYWORDS: Readonly<Record<string, LeftOut>> = {
  not: more('the draft accepts what it forbids.'),
  if: more('the draft does not check what holds under a condition.'),
  then: more('the draft does not check what holds under a condition.'),
  else: more('the draft does not check what holds under a condition.'),
  dependencies: more('the draft does not check what fields need each other.'),
  dependentRequired: more('the draft does not check what fields need each other.'),
  dependentSchemas: more('the draft does not check what fields need each other.'),
  propertyNames: more('the draft accepts any names in a map.'),
  minProperties: more('the draft does not count fields.'),
  maxProperties: more('the draft does not count fields.'),
  contains: more('the draft does not look for single items of a list.'),
  minContains: more('the draft does not look for single items of a list.'),
  maxContains: more('the draft does not look for single items of a list.'),
  unevaluatedProperties: silent('publishers are held to the fields of a contract anyhow.'),
  unevaluatedItems: more('the draft accepts further items.'),
  contentEncoding: silent('no validator checks it.'),
  contentMediaType: silent('no validator checks it.'),
  contentSchema: silent('no validator checks it.'),
  $comment: silent('comments are for the authors of a schema.'),
  readOnly: silent('an event is never written back.'),
  writeOnly: silent('an event is never written back.'),
  $vocabulary: silent('a contract has one vocabulary.'),
  $anchor: silent('references lead to definitions by name.'),
  $dynamicAnchor: silent('references lead to definitions by name.'),
  $recursiveAnchor: silent('references lead to definitions by name.'),
  $dynamicRef: more('where it leads depends on who refers to it.'),
  $recursiveRef: more('where it leads depends on who refers to it.'),
  xml: silent('events are JSON.'),
  externalDocs: silent('a contract is its own documentation.'),
};

export const UNKNOWN_KEYWORD: LeftOut = silent('JSON Schema does not have it.');
