import { addressInRange } from './address';
import type { Field } from './field';
import { type FoundValues, NO_ELEMENT, Spelling } from './found-values';
import type { FieldTest, ValueTest } from './pattern';
import { FALSE_SYMBOL, NULL_SYMBOL, type SymbolTable, TRUE_SYMBOL } from './symbol-table';
import { holds, holdsForText, inNumericRange } from './value-test';

/** What a condition says of an event as long as array elements are left aside. */
export enum Verdict {
  No,
  Yes,
  /** The field has values, all inside array elements: whether it is absent depends on the elements that other fields chose. */
  AbsentInSomeElements,
}

/**
 * A field with its tests, shared by all patterns that ask the same, and asked at most once an event.
 *
 * Equality with a value is equality of symbols; the tests that remain are run on the value itself.
 */
export class Condition {
  // What is read for every event comes first, so that it lies together in memory.
  #askedIn = 0;
  #verdict = Verdict.No;
  /** Whether a value outside of all array elements satisfies it, which leaves every other field free. */
  #free = false;
  readonly #onlySymbol: number;
  /** The tests that symbols do not decide: the first, which is mostly the only one, apart from the rest to be near at hand. */
  readonly #test: ValueTest | undefined;
  /** The bounds of a numeric test that is the only one. */
  readonly #bottom: number;
  readonly #top: number;
  readonly #moreTests: readonly ValueTest[];
  readonly #absent: boolean;
  /** Whether symbols decide it alone, so that an index can be kept by them. */
  readonly isExact: boolean;
  /** The symbols that satisfy it, and those of addresses. */
  readonly symbols: ReadonlySet<number>;
  readonly addressSymbols: ReadonlySet<number>;
  uses = 0;

  constructor(
    readonly field: Field,
    readonly key: string,
    private readonly test: FieldTest,
    private readonly table: SymbolTable,
  ) {
    const symbols = new Set<number>();
    const addressSymbols = new Set<number>();
    const others: ValueTest[] = [];
    for (const valueTest of test.tests) {
      switch (valueTest.kind) {
        case 'text':
          symbols.add(table.openText(valueTest.text));
          field.textSymbols++;
          break;
        case 'number':
          symbols.add(table.openNumber(valueTest.literal, valueTest.value));
          field.numberSymbols++;
          break;
        case 'address':
          if (valueTest.besideNumbers) others.push(valueTest);
          else {
            addressSymbols.add(table.openAddress(valueTest.digits));
            field.addressSymbols++;
          }
          break;
        case 'literal':
          symbols.add(valueTest.literal === 'true' ? TRUE_SYMBOL : valueTest.literal === 'false' ? FALSE_SYMBOL : NULL_SYMBOL);
          break;
        case 'absent':
          break;
        default:
          others.push(valueTest);
      }
    }
    this.symbols = symbols;
    this.#onlySymbol = symbols.size === 1 ? ([...symbols][0] as number) : 0;
    this.addressSymbols = addressSymbols;
    this.#test = others[0];
    this.#moreTests = others.slice(1);
    const range = others.length === 1 && others[0]?.kind === 'numeric' ? others[0].range : undefined;
    this.#bottom = range?.bottom ?? -Infinity;
    this.#top = range?.top ?? Infinity;
    this.#absent = test.tests.some((valueTest) => valueTest.kind === 'absent');
    this.isExact = others.length === 0 && !this.#absent;
  }

  /** Gives back what the constructor took from the symbol table. */
  close(): void {
    for (const valueTest of this.test.tests) {
      if (valueTest.kind === 'text') {
        this.table.closeText(valueTest.text);
        this.field.textSymbols--;
      } else if (valueTest.kind === 'number') {
        this.table.closeNumber(valueTest.literal, valueTest.value);
        this.field.numberSymbols--;
      } else if (valueTest.kind === 'address' && !valueTest.besideNumbers) {
        this.table.closeAddress(valueTest.digits);
        this.field.addressSymbols--;
      }
    }
  }

  verdict(event: number, found: FoundValues): Verdict {
    if (this.#askedIn !== event) {
      this.#askedIn = event;
      this.#free = false;
      this.#verdict = this.#ask(event, found);
    }
    return this.#verdict;
  }

  /** Whether the verdict holds whatever array elements the other fields choose. Ask `verdict` first. */
  get isFree(): boolean {
    return this.#free;
  }

  get mayBeAbsent(): boolean {
    return this.#absent;
  }

  /** Whether one value satisfies it. */
  admits(index: number, found: FoundValues): boolean {
    const symbol = found.symbol[index] as number;
    if (symbol !== 0 && (symbol === this.#onlySymbol || (this.symbols.size > 1 && this.symbols.has(symbol)))) return true;
    const address = found.addressSymbol[index] as number;
    if (address !== 0 && this.addressSymbols.has(address)) return true;
    const first = this.#test;
    if (first === undefined) return false;
    // A number outside of the bounds needs no look at the test.
    if (found.spelling[index] === NUMBER) {
      if ((found.high[index] as number) < this.#bottom || (found.low[index] as number) > this.#top) return false;
    }
    if (passes(first, index, found)) return true;
    for (const test of this.#moreTests) if (passes(test, index, found)) return true;
    return false;
  }

  #ask(event: number, found: FoundValues): Verdict {
    const { field } = this;
    if (field.seenIn !== event) {
      this.#free = this.#absent;
      return this.#absent ? Verdict.Yes : Verdict.No;
    }
    if (field.inElementIn !== event) {
      for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
        if (this.admits(index, found)) {
          this.#free = true;
          return Verdict.Yes;
        }
      }
      return Verdict.No;
    }
    let verdict = Verdict.No;
    let everyInElement = true;
    for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
      const inElement = found.element[index] !== NO_ELEMENT;
      if (!inElement) everyInElement = false;
      if ((verdict === Verdict.No || !inElement) && this.admits(index, found)) {
        verdict = Verdict.Yes;
        if (!inElement) {
          this.#free = true;
          return verdict;
        }
      }
    }
    if (verdict === Verdict.No && this.#absent && everyInElement) return Verdict.AbsentInSomeElements;
    return verdict;
  }
}

function passes(test: ValueTest, index: number, found: FoundValues): boolean {
  const spelling = found.spelling[index] as number;
  const isText = spelling === PLAIN || spelling === ESCAPED;
  switch (test.kind) {
    case 'exists':
      return true;
    case 'numeric':
      // The exact comparison of the literal is dear, so that of the double comes first.
      if (spelling !== NUMBER || !inNumericRange(found.number(index), test.range)) return false;
      if (found.isExact(index)) return true;
      break;
    case 'not-number':
      if (spelling !== NUMBER || !test.values.includes(found.number(index))) return true;
      break;
    case 'cidr':
      if (!isText) break;
      return found.digits(index) !== '' && addressInRange(found.digits(index), test.range);
    case 'address':
      break;
    default:
      if (!isText) return test.kind.startsWith('not-');
      return holdsForText(test, found.content(index));
  }
  return holds(test, { isText, text: found.content(index) });
}

// Constants of this module are read faster than imported ones where modules are CommonJS.
const { Plain: PLAIN, Escaped: ESCAPED, Number: NUMBER } = Spelling;
