import { addressInRange } from '../grammar/address';
import { type ConditionForm, formOf } from './condition-form';
import type { Field } from './field';
import { type FoundValues, NO_ELEMENT, Spelling } from '../scan/found-values';
import type { FieldTest, ValueTest } from '../grammar/pattern';
import { FALSE_SYMBOL, NULL_SYMBOL, type SymbolTable, TRUE_SYMBOL } from '../scan/symbol-table';
import { holds, holdsForText, inNumericRange } from './value-test';

/** What a condition says of an event as long as array elements are left aside. */
export enum Verdict {
  No,
  Yes,
  /** Yes, by a value outside of all array elements or by absence, which leaves every other field free. */
  YesFreely,
  /** The field has values, all inside array elements: whether it is absent depends on the elements that other fields chose. */
  AbsentInSomeElements,
}

/**
 * A field with its tests, shared by all patterns that ask the same.
 *
 * Equality with a value is equality of symbols; the tests that remain are run on the value itself.
 */
export class Condition {
  /** In the table of conditions. */
  number = 0;
  uses = 0;
  /** The symbols that satisfy it, and those of addresses. */
  readonly symbols: ReadonlySet<number>;
  readonly addressSymbols: ReadonlySet<number>;
  /** The tests that symbols do not decide. */
  readonly #tests: readonly ValueTest[];
  readonly form: ConditionForm;
  readonly mayBeAbsent: boolean;
  /** Whether symbols decide it alone, so that an index can be kept by them. */
  readonly isExact: boolean;

  constructor(
    readonly field: Field,
    readonly key: string,
    private readonly test: FieldTest,
    private readonly table: SymbolTable,
  ) {
    const symbols = new Set<number>();
    const addressSymbols = new Set<number>();
    const excluded = new Set<number>();
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
        case 'not-text':
          for (const text of valueTest.texts) excluded.add(table.openText(text));
          field.textSymbols++;
          others.push(valueTest);
          break;
        default:
          others.push(valueTest);
      }
    }
    this.symbols = symbols;
    this.addressSymbols = addressSymbols;
    this.#tests = others;
    this.mayBeAbsent = test.tests.some((valueTest) => valueTest.kind === 'absent');
    this.isExact = others.length === 0 && !this.mayBeAbsent;
    const [only] = test.tests.length === 1 ? test.tests : [];
    if (this.isExact && addressSymbols.size === 0) this.form = { kind: 'symbols', symbols: [...symbols] };
    else if (only?.kind === 'not-text') this.form = { kind: 'not-symbols', symbols: [...excluded] };
    else this.form = only === undefined ? { kind: 'other' } : formOf(only);
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
      } else if (valueTest.kind === 'not-text') {
        for (const text of valueTest.texts) this.table.closeText(text);
        this.field.textSymbols--;
      }
    }
  }

  /** Whether one value satisfies it. */
  admits(index: number, found: FoundValues): boolean {
    const { form } = this;
    if (form.kind === 'range') {
      // What lies outside for sure needs no exact look at its literal. What is no number is told below.
      if ((found.high[index] as number) < form.lowest || (found.low[index] as number) > form.highest) return false;
    }
    const symbol = found.symbol[index] as number;
    if (symbol !== 0 && this.symbols.has(symbol)) return true;
    const address = found.addressSymbol[index] as number;
    if (address !== 0 && this.addressSymbols.has(address)) return true;
    for (const test of this.#tests) if (passes(test, index, found)) return true;
    return false;
  }

  verdict(event: number, found: FoundValues): Verdict {
    const { field } = this;
    if (field.seenIn !== event) return this.mayBeAbsent ? Verdict.YesFreely : Verdict.No;
    let verdict = Verdict.No;
    let everyInElement = true;
    for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
      const inElement = found.element[index] !== NO_ELEMENT;
      if (!inElement) everyInElement = false;
      else if (verdict !== Verdict.No) continue;
      if (!this.admits(index, found)) continue;
      if (!inElement) return Verdict.YesFreely;
      verdict = Verdict.Yes;
    }
    if (verdict === Verdict.No && this.mayBeAbsent && everyInElement) return Verdict.AbsentInSomeElements;
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
