import { validateData } from '@busbar/contracts';
import { corpusFor, type CorpusCase } from '../corpus';
import { eventModel } from '../src/model';
import { ajvCheck } from './ajv-oracle';
import { testCompanyContracts, tortureContracts } from './test-contracts';

const contracts = [...testCompanyContracts(), ...tortureContracts()].map((contract) => ({
  contract,
  type: contract.type,
  cases: corpusFor(eventModel(contract), contract),
}));

describe.each(contracts)('$type', ({ contract, cases }) => {
  it('has valid and invalid cases in both views, each once', () => {
    for (const view of ['publisher', 'consumer'] as const) {
      for (const valid of [true, false])
        expect(cases.filter((one) => one.view === view && one.valid === valid)).not.toHaveLength(0);
    }
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  it('has the examples, with what they claim', () => {
    for (const { name, valid, violates } of contract.examples) {
      const found = cases.find(({ view, id }) => view === 'publisher' && id.endsWith(` example ${name}`));
      expect(found?.valid).toBe(valid);
      if (violates) expect(found?.issues).toContainEqual(violates);
    }
  });

  it('says what Ajv says', () => {
    const checks = { publisher: ajvCheck(contract.schema, 'publisher'), consumer: ajvCheck(contract.schema, 'consumer') };
    const comparable = cases.filter((one) => hasOnly(one, isSafe));
    const found = disagreements(comparable.map(withoutProto), (one) =>
      checks[one.view](JSON.parse(one.data)).filter(isKnownToAjv),
    );
    expect(found).toEqual([]);
  });

  it('says what the contracts themselves say', () => {
    const published = cases.filter((one) => one.view === 'publisher' && hasOnly(one, isExact));
    expect(disagreements(published, (one) => validateData(contract, JSON.parse(one.data)))).toEqual([]);
  });
});

type Issues = readonly { readonly path: string; readonly keyword: string }[];

function disagreements(cases: readonly CorpusCase[], oracle: (one: CorpusCase) => Issues): string[] {
  return cases.flatMap((one) => {
    const [corpus, other] = [comparable(one.issues), comparable(oracle(one))];
    return corpus === other ? [] : [`${one.id}\n  corpus: ${corpus}\n  oracle: ${other}`];
  });
}

/** Ajv passes over the property `__proto__` of a schema, and calls it unknown in data. */
function isKnownToAjv({ path }: Issues[number]): boolean {
  return !/\/__proto__(?:\/|$)/.test(path);
}

function withoutProto(one: CorpusCase): CorpusCase {
  return { ...one, issues: one.issues.filter(isKnownToAjv) };
}

function hasOnly({ data }: CorpusCase, isKnown: (digits: string) => boolean): boolean {
  return !data.includes('1e400') && (data.match(/\d{16,}/g) ?? []).every(isKnown);
}

/** `JSON.parse` rounds integers that no double holds: to 2^63, too, which is therefore taken for one of 64 bits. */
function isExact(digits: string): boolean {
  return BigInt(Number(digits)) === BigInt(digits) && Number(digits) !== 2 ** 63;
}

/** JSON Schema knows no widths: its other checks look at integers beyond them, too. */
function isSafe(digits: string): boolean {
  return Number.isSafeInteger(Number(digits));
}

/** Paths and keywords. Whether items of a wrong type are compared with each other is left to each. */
function comparable(issues: Issues): string {
  const texts = issues.map(({ path, keyword }) => `${path} ${keyword}`);
  const hasIssueBelow = (list: string) => issues.some(({ path }) => path.startsWith(`${list}/`));
  return [...new Set(texts.filter((text) => !text.endsWith(' uniqueItems') || !hasIssueBelow(text.replace(' uniqueItems', ''))))]
    .sort()
    .join(', ');
}
