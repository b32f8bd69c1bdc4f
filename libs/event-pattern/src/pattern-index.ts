import { consistent } from './array-consistency';
import { Condition, Verdict } from './condition';
import { conditionKey } from './condition-key';
import { EventScanner } from './event-scanner';
import { textOf } from './event-values';
import { Field } from './field';
import { FoundValues } from './found-values';
import { PathTree } from './path-tree';
import type { FieldTest, Pattern } from './pattern';
import { RuleTree, type TreeEntry } from './rule-tree';
import { SymbolTable } from './symbol-table';

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
  readonly #rules = new Map<Id, Rule<Id>>();
  readonly #paths = new PathTree<Field>();
  readonly #fields = new Map<string, Field>();
  readonly #symbols = new SymbolTable();
  readonly #found = new FoundValues();
  readonly #tree = new RuleTree<IndexedAlternative<Id>>();
  readonly #scanner = new EventScanner(this.#paths, this.#symbols, this.#found, (event) =>
    this.#tree.reaches(event, this.#found),
  );
  #conditionCount = 0;
  #added = 0;
  #event = 0;

  /** Adds a pattern, or replaces the one that `id` had. */
  add(id: Id, pattern: Pattern): void {
    this.remove(id);
    const rule: Rule<Id> = { id, order: this.#added++, alternatives: [], matchedIn: 0 };
    for (const alternative of pattern.alternatives) {
      const conditions = alternative.map((test) => this.#openCondition(test));
      const indexed: IndexedAlternative<Id> = { rule, conditions, first: undefined, remaining: [], searchedIn: 0 };
      [indexed.first, ...indexed.remaining] = this.#tree.add(indexed, conditions);
      rule.alternatives.push(indexed);
    }
    this.#rules.set(id, rule);
  }

  /** @returns whether `id` had a pattern */
  remove(id: Id): boolean {
    const rule = this.#rules.get(id);
    if (rule === undefined) return false;
    this.#rules.delete(id);
    for (const alternative of rule.alternatives) {
      this.#tree.remove(alternative, alternative.conditions);
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
    const number = ++this.#event;
    const matched: Rule<Id>[] = [];
    try {
      this.#scanner.scan(text, number);
      this.#tree.visit(number, this.#found, (alternative) => {
        if (!this.#isSatisfied(alternative, number)) return;
        const { rule } = alternative;
        if (rule.matchedIn === number) return;
        rule.matchedIn = number;
        matched.push(rule);
      });
    } finally {
      this.#found.finish();
    }
    return idsInOrder(matched);
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

  #isSatisfied(alternative: IndexedAlternative<Id>, event: number): boolean {
    const found = this.#found;
    const { first } = alternative;
    if (first !== undefined && first.verdict(event, found) === NO) return false;
    const { remaining } = alternative;
    for (const condition of remaining) if (condition.verdict(event, found) === NO) return false;
    if (this.#found.elementCount === 1) return true;
    const { conditions } = alternative;
    let bound = 0;
    for (const condition of conditions) {
      if (condition.field.inElementIn !== event) continue;
      condition.verdict(event, this.#found);
      if (condition.isFree) continue;
      bound += condition.mayBeAbsent ? 2 : 1;
    }
    // One field alone cannot be in two elements.
    if (bound < 2) return true;
    // Several values may lead to the same alternative; the search is dear.
    if (alternative.searchedIn === event) return false;
    alternative.searchedIn = event;
    return consistent(conditions, event, found);
  }

  #openCondition(test: FieldTest): Condition {
    let field = this.#fields.get(test.path);
    if (field === undefined) {
      field = new Field(test.path);
      this.#fields.set(test.path, field);
      this.#paths.open(test.path).field = field;
    }
    const key = conditionKey(test);
    let condition = field.conditions.get(key);
    if (condition === undefined) {
      condition = new Condition(field, key, test, this.#symbols);
      field.conditions.set(key, condition);
      this.#conditionCount++;
    }
    condition.uses++;
    return condition;
  }

  #closeCondition(condition: Condition): void {
    if (--condition.uses > 0) return;
    const { field } = condition;
    condition.close();
    field.conditions.delete(condition.key);
    this.#conditionCount--;
    if (field.conditions.size > 0) return;
    this.#fields.delete(field.path);
    this.#paths.close(field.path);
  }
}

// A constant of this module is read faster than an imported one where modules are CommonJS.
const NO = Verdict.No;

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

interface Rule<Id> {
  readonly id: Id;
  readonly order: number;
  readonly alternatives: IndexedAlternative<Id>[];
  /** The last event that matched. */
  matchedIn: number;
}

interface IndexedAlternative<Id> extends TreeEntry {
  readonly rule: Rule<Id>;
  readonly conditions: readonly Condition[];
  /** The conditions that the way through the tree does not settle: the first, often the only one, apart to be near at hand. */
  first: Condition | undefined;
  remaining: Condition[];
  /** The last event of which the array elements were searched. A second search would not change the rule's result. */
  searchedIn: number;
}

/** Rules of one place in the tree come in order already; sorting is for events that meet several. */
function idsInOrder<Id>(rules: Rule<Id>[]): Id[] {
  for (let i = 1; i < rules.length; i++) {
    if ((rules[i - 1] as Rule<Id>).order > (rules[i] as Rule<Id>).order) {
      rules.sort((a, b) => a.order - b.order);
      break;
    }
  }
  return rules.map((rule) => rule.id);
}
