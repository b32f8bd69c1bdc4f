import { knowledgeOf } from '../formats';
import { confirmed, type Facts, NONE, type Outcome, unknown, whyUncertain } from './facts';
import {
  type Expression,
  type Expressions,
  findTexts,
  type Lengths,
  parsePattern,
  TooManyExpressions,
} from '../regular-expression';

const PLAIN = ['a', '', 'b', 'abc', '0', '1', 'A', 'aa', 'x y', '-', '/', 'é'];
/** Longest text that is made to meet a `minLength`. */
const MAXIMUM_LENGTH = 100_000;
const MAXIMUM_TRIES = 24;
/** More excluded texts than this are not made part of the expression. */
const MAXIMUM_EXCLUDED = 5_000;

/** A text that satisfies the facts. */
export function findText(expressions: Expressions, facts: Facts): Outcome {
  const lengths = lengthsOf(facts);
  if (lengths.min > lengths.max) return NONE;
  if (lengths.max === 0) return decidedByTrying([''], facts);
  if (lengths.min > MAXIMUM_LENGTH) return unknown(`texts of ${lengths.min} characters are not made`);
  const plain = facts.rules.some((rule) => rule.name === 'pattern')
    ? []
    : [...PLAIN, 'a'.repeat(lengths.min), 'b'.repeat(lengths.min)];
  const simple = [...samplesFor(facts), ...plain].find((text) => facts.accept(text) === true) ?? numbered(facts);
  return simple === undefined ? search(expressions, facts, lengths) : { kind: 'witness', value: simple };
}

/** Where nothing but many single texts is excluded, one of so many others is left. */
function numbered(facts: Facts): string | undefined {
  if (facts.rules.length + facts.broken.length > 0) return undefined;
  const excluded = facts.except.reduce((sum, values) => sum + values.size, 0);
  for (let number = 0; number <= excluded; number++) if (facts.accept(`a${number}`) === true) return `a${number}`;
  return undefined;
}

function samplesFor({ rules }: Facts): readonly string[] {
  return rules.flatMap((rule) => (rule.name === 'format' ? knowledgeOf(rule.format).samples : []));
}

function search(expressions: Expressions, facts: Facts, lengths: Lengths): Outcome {
  let expression: Expression;
  try {
    expression = expressionOf(expressions, facts);
  } catch (error) {
    if (error instanceof TooManyExpressions) return unknown('the patterns are too large');
    throw error;
  }
  const { texts, complete } = findTexts(expressions, expression, lengths, MAXIMUM_TRIES);
  if (texts.length === 0) return complete ? NONE : unknown('the patterns allow too much to search it all');
  const found = texts.find((text) => facts.accept(text) === true);
  if (found !== undefined) return { kind: 'witness', value: found };
  const uncertain = [...samplesFor(facts), ...texts].find((text) => facts.accept(text) === undefined);
  return confirmed(facts, uncertain ?? texts[0], 'no text was found that fits all patterns and formats');
}

/** At least all texts that satisfy the facts, apart from lengths: what cannot be expressed is left out. */
function expressionOf(expressions: Expressions, { rules, broken, except }: Facts): Expression {
  const parts: Expression[] = [];
  for (const rule of rules) {
    if (rule.name === 'pattern' && rule.pattern.expression) parts.push(rule.pattern.expression);
    const within = rule.name === 'format' ? knowledgeOf(rule.format).within : undefined;
    const wide = within === undefined ? undefined : parsePattern(within, expressions);
    if (wide) parts.push(wide);
  }
  for (const rule of broken)
    if (rule.name === 'pattern' && rule.pattern.expression) parts.push(expressions.not(rule.pattern.expression));
  const excluded = except.flatMap((values) => [...values.values()].map(String));
  if (excluded.length > 0 && excluded.length <= MAXIMUM_EXCLUDED) {
    parts.push(expressions.not(expressions.any(excluded.map((text) => expressions.text(text)))));
  }
  return expressions.all(parts);
}

function lengthsOf({ rules, broken }: Facts): Lengths {
  let [min, max] = [0, Infinity];
  for (const rule of rules) {
    if (rule.name === 'min-length') min = Math.max(min, rule.limit);
    if (rule.name === 'max-length') max = Math.min(max, rule.limit);
  }
  for (const rule of broken) {
    if (rule.name === 'min-length') max = Math.min(max, rule.limit - 1);
    if (rule.name === 'max-length') min = Math.max(min, rule.limit + 1);
  }
  return { min, max };
}

function decidedByTrying(texts: readonly string[], facts: Facts): Outcome {
  const truths = texts.map((text) => facts.accept(text));
  const at = truths.indexOf(true);
  if (at >= 0) return { kind: 'witness', value: texts[at] };
  return truths.includes(undefined) ? unknown(whyUncertain(facts)) : NONE;
}
