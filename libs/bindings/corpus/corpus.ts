import type { Contract } from '@busbar/contracts';
import type { EventModel, View } from '../src/model';
import { checkData } from './check-data';
import type { CorpusCase, CorpusResult } from './corpus-case';
import { canonicalJson, parseJson, printJson } from './json-text';
import { variations } from './variations';

const VIEWS: readonly View[] = ['publisher', 'consumer'];

/**
 * The corpus of one contract: its examples, and variations of the valid ones at every place that they have. What an example does
 * not have is not varied, so a contract's examples together should have every field, alternative and map.
 */
export function corpusFor(model: EventModel, contract: Contract): CorpusCase[] {
  const cases = new Map<string, CorpusCase>();
  const seen = new Set<string>();
  const add = (what: string, data: string): void => {
    for (const view of VIEWS) {
      const id = uniqueId(`${model.eventType} ${view} ${what}`, cases);
      const issues = checkData(model, parseJson(data), view);
      cases.set(id, { id, eventType: model.eventType, view, data, valid: issues.length === 0, issues });
    }
  };
  for (const example of contract.examples) add(`example ${example.name}`, printJson(example.data));
  for (const example of contract.examples.filter(({ valid }) => valid)) {
    for (const { what, data } of variations(model, parseJson(printJson(example.data)))) {
      const text = printJson(data);
      if (!seen.has(text)) add(`${example.name}${what}`, text);
      seen.add(text);
    }
  }
  return [...cases.values()];
}

/** The differences between the results of a language and the corpus, in words; empty when there are none. Case by case, in the corpus' order. */
export function differences(corpus: readonly CorpusCase[], results: readonly CorpusResult[]): string[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  return corpus.flatMap((expected) => {
    const result = byId.get(expected.id);
    if (result === undefined) return [`${expected.id}: no result`];
    const [wanted, found] = [expected, result].map(({ issues }) =>
      issues
        .map(({ path, keyword }) => `${path} ${keyword}`)
        .sort()
        .join(', '),
    );
    const about = `${expected.id}: ${expected.data.slice(0, 300)}`;
    if (result.valid !== expected.valid || wanted !== found) return [`${about}\n  wanted [${wanted}]\n  found  [${found}]`];
    if (!expected.valid) return [];
    if (result.output === undefined) return [`${about}: nothing to compare`];
    if (canonicalJson(result.output) === canonicalJson(expected.data)) return [];
    return [`${about}\n  became ${result.output.slice(0, 300)}`];
  });
}

function uniqueId(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted} (${number})`;
  return id;
}
