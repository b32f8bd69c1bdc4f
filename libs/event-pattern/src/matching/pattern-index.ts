import { consistent } from './array-consistency';
import { Condition, Verdict } from './condition';
import { testsKey } from '../grammar/condition-key';
import { ConditionTable } from './condition-table';
import { EventScanner } from '../scan/event-scanner';
import { EventText } from '../scan/event-text';
import { textOf } from './event-values';
import { Field } from './field';
import { FoundValues } from '../scan/found-values';
import { IndexedAlternative, type IndexedRule } from './indexed-rule';
import * as entries from './indexed-rule';
import { MatchedRules } from './matched-rules';
import { PathTree } from '../scan/path-tree';
import type { FieldTest, Pattern } from '../grammar/pattern';
import { Registry } from './registry';
import { RuleTree } from './rule-tree';
import { SymbolTable } from '../scan/symbol-table';
import { ValueReader } from '../scan/value-reader';

/**
 * Many patterns, matched together: one pass over the event for all of them.
 *
 * Patterns are filed by the values that they ask for exactly, `source` and `detail-type` first, so that an event meets only the
 * patterns that can still match. Equal conditions of different patterns are one condition, asked once an event.
 *
 * Adding and removing take time in proportion to the pattern, not to the index, and matching sees either all of a pattern or
 * nothing of it.
 */
export class PatternIndex<Id> {
  readonly #rules = new Map<Id, IndexedRule<Id>>();
  readonly #alternatives = new Registry<IndexedAlternative<Id>>();
  readonly #paths = new PathTree<Field>();
  readonly #fields = new Map<string, Field>();
  readonly #fieldsByNumber = new Registry<Field>();
  readonly #symbols = new SymbolTable();
  readonly #text = new EventText();
  readonly #found = new FoundValues(this.#text);
  readonly #conditions = new ConditionTable(this.#fieldsByNumber, this.#found);
  readonly #tree = new RuleTree<IndexedAlternative<Id>>(this.#fieldsByNumber, this.#found);
  readonly #matched = new MatchedRules<Id>(this.#alternatives);
  readonly #scanner = new EventScanner(
    this.#text,
    this.#paths,
    new ValueReader(this.#text, this.#symbols, this.#found),
    this.#found,
    this.#tree,
  );
  #conditionCount = 0;
  #added = 0;
  #event = 0;

  /** Adds a pattern, or replaces the one that `id` had. */
  add(id: Id, pattern: Pattern): void {
    this.remove(id);
    const rule: IndexedRule<Id> = { id, order: this.#added++, alternatives: [] };
    for (const tests of pattern.alternatives) {
      const conditions = tests.map((test) => this.#openCondition(test));
      const alternative = new IndexedAlternative(rule, conditions);
      alternative.number = this.#alternatives.add(alternative);
      this.#matched.open(alternative.number, id);
      this.#tree.add(alternative);
      rule.alternatives.push(alternative);
    }
    this.#rules.set(id, rule);
  }

  /** @returns whether `id` had a pattern */
  remove(id: Id): boolean {
    const rule = this.#rules.get(id);
    if (rule === undefined) return false;
    this.#rules.delete(id);
    for (const alternative of rule.alternatives) {
      this.#tree.remove(alternative);
      this.#alternatives.remove(alternative.number);
      this.#matched.close(alternative.number);
      for (const condition of alternative.conditions) this.#closeCondition(condition);
    }
    return true;
  }

  /**
   * The ids whose patterns match, in the order in which they were added.
   *
   * @param event the JSON text of the whole event, or the event as an object; see `matches` for what objects cannot tell
   * @throws EventError when `event` is not one JSON object
   */
  match(event: string | object): Id[] {
    const text = textOf(event);
    try {
      this.#text.read(text);
      this.#matched.begin();
      // A scan may use two numbers, and may fail.
      this.#event += 2;
      this.#event = this.#scanner.scan(this.#event);
      this.#tree.visit(this.#event, this.#check);
      return this.#matched.take();
    } finally {
      this.#text.release();
      this.#found.finish();
    }
  }

  stats(): PatternIndexStats {
    let alternatives = 0;
    for (const rule of this.#rules.values()) alternatives += rule.alternatives.length;
    return {
      patterns: this.#rules.size,
      alternatives,
      fields: this.#fields.size,
      conditions: this.#conditionCount,
      values: this.#symbols.size,
    };
  }

  /** Notes which of the alternatives of one place in the tree match. */
  readonly #check = (cells: Int32Array, start: number, count: number): void => {
    const event = this.#event;
    const conditions = this.#conditions;
    this.#matched.beginPlace();
    let at = start;
    for (let i = 0; i < count; i++) {
      const entry = at;
      const end = entry + ENTRY + (cells[entry + 3] as number);
      at += ENTRY;
      while (at < end && conditions.verdict(cells[at] as number, event) !== NO) at++;
      if (at === end && (cells[entry + 2] === 0 || this.#confirms(cells, entry, end))) this.#matched.add(cells[entry] as number);
      at = end;
    }
  };

  /**
   * What remains to be asked of an alternative whose conditions hold one by one, so that its rule matches and is not yet
   * counted.
   */
  #confirms(cells: Int32Array, entry: number, end: number): boolean {
    const traits = cells[entry + 2] as number;
    const rule = cells[entry + 1] as number;
    if ((traits & MET_AGAIN) !== 0 && this.#matched.has(rule, this.#event)) return false;
    if (this.#found.elementCount > 1 && (traits & SHARES_ARRAYS) !== 0) {
      const alternative = cells[entry] as number;
      if (this.#mayBeSplit(cells, entry, end) && !this.#isConsistent(this.#alternative(alternative))) return false;
    }
    if ((traits & MET_AGAIN) !== 0) this.#matched.note(rule, this.#event);
    return true;
  }

  #alternative(number: number): IndexedAlternative<Id> {
    return this.#alternatives.items[number] as IndexedAlternative<Id>;
  }

  /** Whether two fields of an alternative may hold by different elements of an array. One field alone cannot. */
  #mayBeSplit(cells: Int32Array, entry: number, end: number): boolean {
    const traits = cells[entry + 2] as number;
    if ((traits & FILED_SHARE_ARRAYS) !== 0) return this.#boundIn(this.#alternative(cells[entry] as number)) > 1;
    let bound = 0;
    for (let at = entry + ENTRY; at < end; at++) {
      if (this.#conditions.verdict(cells[at] as number, this.#event) !== YES_FREELY) bound++;
    }
    return bound > 1 || (bound > 0 && (traits & MAY_BE_ABSENT) !== 0);
  }

  /** How many of an alternative's conditions hold by values in array elements only. A field that may be absent is bound by the elements that it is absent from, too. */
  #boundIn(alternative: IndexedAlternative<Id>): number {
    const event = this.#event;
    let bound = 0;
    for (const condition of alternative.conditions) {
      if (condition.field.inElementIn !== event) continue;
      if (this.#conditions.verdict(condition.number, event) !== YES_FREELY) bound += condition.mayBeAbsent ? 2 : 1;
    }
    return bound;
  }

  /** Several values may lead to the same alternative; the search is dear and done once. */
  #isConsistent(alternative: IndexedAlternative<Id>): boolean {
    if (alternative.searchedIn === this.#event) return false;
    alternative.searchedIn = this.#event;
    return consistent(alternative.conditions, this.#event, this.#found);
  }

  #openCondition(test: FieldTest): Condition {
    let field = this.#fields.get(test.path);
    if (field === undefined) {
      field = new Field(test.path, this.#paths.open(test.path));
      field.number = this.#fieldsByNumber.add(field);
      this.#fields.set(test.path, field);
    }
    const key = testsKey(test.tests);
    let condition = field.conditions.get(key);
    if (condition === undefined) {
      condition = new Condition(field, key, test, this.#symbols);
      field.conditions.set(key, condition);
      this.#conditions.add(condition);
      this.#conditionCount++;
    }
    condition.uses++;
    return condition;
  }

  #closeCondition(condition: Condition): void {
    if (--condition.uses > 0) return;
    const { field } = condition;
    condition.close();
    this.#conditions.remove(condition);
    field.conditions.delete(condition.key);
    this.#conditionCount--;
    if (field.conditions.size > 0) return;
    this.#fields.delete(field.path);
    this.#fieldsByNumber.remove(field.number);
    this.#paths.close(field.path);
  }
}

// Constants of this module are read faster than imported ones where modules are CommonJS.
const { No: NO, YesFreely: YES_FREELY } = Verdict;
const { ENTRY, MET_AGAIN, SHARES_ARRAYS, FILED_SHARE_ARRAYS, MAY_BE_ABSENT } = entries;

/** How large an index is. */
export interface PatternIndexStats {
  readonly patterns: number;
  /** Patterns after `$or` is expanded. */
  readonly alternatives: number;
  /** Different paths. */
  readonly fields: number;
  /** Different conditions on paths: what patterns share counts once. */
  readonly conditions: number;
  /** Different values that patterns compare with as a whole. */
  readonly values: number;
}
