import { SourceDocument } from '@busbar/problem';
import { consumer, filesOf, FOLDER, json, lintRequest, type SmallCompany, soundSchema } from '../small-company';
import { AppliedPolicy, checkCompatibility, contractPolicyShape, parseContracts } from '../../src';
import { lintContracts } from '../../src/lint/lint-contracts';
import { ContractError } from '../../src/lifecycle/file-edits';
import { LEDGER } from '../../src/lifecycle/ledger-edits';
import { planRelease } from '../../src/lifecycle/release';
import { planDeprecation, planRetirement } from '../../src/lifecycle/retirement';
import { planMajor, scaffoldEvent } from '../../src/lifecycle/scaffold';

const TODAY = '2026-06-01';

/** What `readConfig` reads of files: no Markdown. */
function opened(all: ReadonlyMap<string, string>, type = 'shop.order.placed@1') {
  const files = new Map([...all].filter(([path]) => !path.endsWith('.md')));
  const contracts = parseContracts(files);
  const contract = contracts.contracts.find((one) => one.type === type);
  const history = contracts.histories.get(type);
  if (!contract || !history) throw new Error(JSON.stringify(contracts.problems));
  return { contracts, contract, history };
}

function release(company: SmallCompany, files = filesOf(company)) {
  const { contract, history } = opened(files);
  const source = { policy: contractPolicyShape.parse({}), document: new SourceDocument('config/platform.yaml', '{}'), path: [] };
  const order = { contract, history, consumers: [], policy: new AppliedPolicy(source, TODAY), noticeDays: 90, today: TODAY };
  const compatibility = checkCompatibility(order);
  const planned = planRelease({
    contract,
    history,
    compatibility,
    files,
    by: 'ann',
    at: '2026-06-01T10:00:00Z',
    reason: 'It was asked for.',
  });
  return { ...planned, files: new Map([...files, ...planned.edits]) };
}

const withNick = {
  ...soundSchema,
  properties: { ...soundSchema.properties, nick: { type: 'string', description: 'A name.', maxLength: 9 } },
};
const errorOf = (plan: () => unknown): ContractError => {
  try {
    plan();
  } catch (error) {
    if (error instanceof ContractError) return error;
  }
  throw new Error('It was planned.');
};

describe('planRelease', () => {
  it('freezes the draft, byte for byte, and what it leaves has no problem', () => {
    const company = { schema: withNick, releases: { '1.0.0': soundSchema } };
    const { entry, files } = release(company);
    expect(entry).toMatchObject({ version: '1.1.0', bump: 'minor', releasedBy: 'ann', reason: 'It was asked for.' });
    expect(files.get(`${FOLDER}v1/1.1.0.schema.json`)).toBe(json(withNick));
    const { contracts, contract } = opened(files);
    expect(contracts.problems).toEqual([]);
    expect(contract.version).toBe('1.1.0');
    expect(contracts.ledger.map(({ version, intact }) => [version, intact])).toEqual([
      ['1.0.0', true],
      ['1.1.0', true],
    ]);
  });

  it('writes the changelog newest first, with what happened', () => {
    const first = release({ schema: withNick, releases: { '1.0.0': soundSchema } }).files;
    const next = { ...withNick, description: 'Other words.' };
    const { files, entry } = release({}, new Map([...first, [`${FOLDER}v1/draft.schema.json`, json(next)]]));
    expect(entry.bump).toBe('patch');
    expect(files.get(`${FOLDER}CHANGELOG.md`)).toBe(
      [
        '# Order placed\n\n## 1.1.1 (2026-06-01)\n\nIt was asked for. Released by ann.\n\n- The event has another description\n',
        '## 1.1.0 (2026-06-01)\n\nIt was asked for. Released by ann.\n\n- "nick" was added\n',
      ].join('\n'),
    );
  });

  it('makes the first release of a draft active', () => {
    const { entry, files } = release({ releases: {}, event: { lifecycle: { v1: { state: 'draft' } } } });
    expect(entry).toMatchObject({ version: '1.0.0', bump: 'initial' });
    expect(opened(files).contract.lifecycle).toEqual({ state: 'active' });
  });

  it.each([
    ['nothing changed', {}, /is what 1\.0\.0 is/],
    [
      'readers would break',
      { schema: { ...soundSchema, required: [] }, releases: { '1.0.0': soundSchema } },
      /needs a new major/,
    ],
    ['the major is retired', { event: { lifecycle: { v1: { state: 'retired' } } } }, /is retired/],
  ])('refuses when %s', (_, company, message) => {
    expect(errorOf(() => release(company)).message).toMatch(message);
  });

  describe('after a release that was interrupted', () => {
    const first = { schema: withNick, releases: {}, event: { lifecycle: { v1: { state: 'draft' } } } };
    const second = { schema: withNick, releases: { '1.0.0': soundSchema } };

    it.each([
      ['the first release', first],
      ['a later release', second],
    ])('%s leaves what an undisturbed one leaves, wherever it ended', (_, company) => {
      const { edits, files: undisturbed } = release(company);
      expect([...edits.keys()].at(-1)).toBe('config/events/ledger.json');
      for (let written = 0; written < edits.size; written += 1) {
        const left = new Map([...filesOf(company), ...[...edits].slice(0, written)]);
        const { problems } = opened(left).contracts;
        expect(problems.map(({ code, fix }) => [code, fix])).toEqual(
          written === 0 ? [] : [['ledger/missing-entry', '`busbar contract release shop.order.placed@1` completes it.']],
        );
        expect(release(company, left).files).toEqual(undisturbed);
      }
    });

    it.each([
      ['is not what the draft is', '1.1.0', { ...withNick, title: 'Other' }, /1\.1\.0\.schema\.json" .*is not what the draft is/],
      ['is of another version', '1.2.0', withNick, /1\.2\.0\.schema\.json" .*the next release is 1\.1\.0/],
    ])('refuses a file that %s, and asks nobody to delete it', (_, version, schema, message) => {
      const left = new Map([...filesOf(second), [`${FOLDER}v1/${version}.schema.json`, json(schema)]]);
      const error = errorOf(() => release(second, left));
      expect(error.message).toMatch(message);
      const [problem] = opened(left).contracts.problems;
      expect(problem?.code).toBe('ledger/missing-entry');
      for (const fix of [error.fix, problem?.fix]) expect(fix).not.toMatch(/remove|delete/i);
    });
  });

  it('is found out when somebody changes a released file afterwards', () => {
    const { files } = release({ schema: withNick, releases: { '1.0.0': soundSchema } });
    files.set(`${FOLDER}v1/1.0.0.schema.json`, json(withNick));
    const { problems, ledger } = opened(files).contracts;
    expect(problems.map(({ code, at }) => [code, at.file])).toEqual([['ledger/hash-mismatch', `${FOLDER}v1/1.0.0.schema.json`]]);
    expect(ledger.map(({ intact }) => intact)).toEqual([false, true]);
  });
});

describe('planDeprecation', () => {
  const two = {
    event: { lifecycle: { v1: { state: 'active' }, v2: { state: 'active' } } },
    releases: { '1.0.0': soundSchema, '2.0.0': soundSchema },
    more: { 'v2/draft.schema.json': soundSchema },
  };
  const plan = (company: SmallCompany, order: { replacement?: string; sunset?: string }) => {
    const { contract, contracts } = opened(filesOf(company));
    const ledger = filesOf(company).get(LEDGER);
    return planDeprecation({ contract, contracts: contracts.contracts, today: TODAY, noticeDays: 90, ledger, ...order });
  };

  it('sets the earliest sunset that the notice period allows', () => {
    const edits = plan(two, { replacement: 'shop.order.placed@2' });
    const { contract } = opened(new Map([...filesOf(two), ...edits]));
    expect(contract.lifecycle).toEqual({
      state: 'deprecated',
      since: TODAY,
      sunset: '2026-08-30',
      replacement: 'shop.order.placed@2',
    });
  });

  describe('in the ledger', () => {
    const type = 'shop.order.placed@1';
    const [event, deprecated] = [`${FOLDER}event.yaml`, { since: TODAY, sunset: '2026-08-30' }];
    const files = new Map([...filesOf(), ...plan({}, {})]);
    const deprecations = (all: ReadonlyMap<string, string>) =>
      (JSON.parse(all.get(LEDGER) ?? '') as { deprecations: object }).deprecations;
    const edited = (find: string, put: string) => new Map([...files, [event, files.get(event)?.replace(find, put) ?? '']]);
    const problems = (all: ReadonlyMap<string, string>) =>
      opened(all).contracts.problems.map(({ code, at, message }) => [code, at.file, message]);
    /** Deprecated again. */
    const again = (all: ReadonlyMap<string, string>, today: string, sunset?: string) => {
      const { contract, contracts } = opened(all);
      const request = { contract, contracts: contracts.contracts, today, noticeDays: 90, ledger: all.get(LEDGER) };
      return new Map([...all, ...planDeprecation({ ...request, ...(sunset !== undefined && { sunset }) })]);
    };

    it('is what was promised, beside the releases', () => {
      expect(deprecations(files)).toEqual([{ type, ...deprecated }]);
      expect(opened(files).contracts.ledger).toHaveLength(1);
      expect(problems(files)).toEqual([]);
    });

    it('is not shortened by an edit of event.yaml, and may be lengthened', () => {
      expect(problems(edited('2026-08-30', '2026-08-31'))).toEqual([]);
      expect(problems(edited('2026-08-30', '2026-08-29'))).toEqual([
        [
          'event/notice-shortened',
          event,
          `The day 2026-08-29 is earlier than 2026-08-30, which the ledger has as "sunset" of "${type}".`,
        ],
      ]);
      expect(problems(edited(TODAY, '2026-05-31'))).toEqual([
        [
          'event/notice-shortened',
          event,
          `The day 2026-05-31 is earlier than ${TODAY}, which the ledger has as "since" of "${type}".`,
        ],
      ]);
    });

    it('is needed', () => {
      const ledger = filesOf().get(LEDGER) ?? '';
      expect(problems(new Map([...files, [LEDGER, ledger]]))).toEqual([
        ['event/unrecorded-deprecation', event, `The deprecation of "${type}" is not in the ledger.`],
      ]);
    });

    it('survives a release, and grows when notice is given anew', () => {
      expect(deprecations(release({}, new Map([...files, [`${FOLDER}v1/draft.schema.json`, json(withNick)]])).files)).toEqual([
        { type, ...deprecated },
      ]);
      const later = again(edited(TODAY, '2026-05-01'), '2026-07-01');
      expect(deprecations(later)).toEqual([
        { type, ...deprecated },
        { type, since: TODAY, sunset: '2026-09-29' },
      ]);
      expect(problems(later)).toEqual([]);
      expect(again(later, '2026-07-01').get(LEDGER)).toBe(later.get(LEDGER));
    });

    it('holds back a retirement, whatever event.yaml says', () => {
      const { contract } = opened(edited('2026-08-30', '2026-06-01'));
      const retire = (today: string) => planRetirement({ contract, consumers: [], today, ledger: files.get(LEDGER) });
      expect(errorOf(() => retire('2026-08-30')).message).toMatch(/may be published until 2026-08-30/);
      expect([...retire('2026-08-31').keys()]).toEqual([event]);
    });
  });

  it.each([
    ['a sunset within the notice period', two, { sunset: '2026-08-29' }, /notice period of 90 days/],
    ['a replacement that there is not', two, { replacement: 'shop.order.placed@3' }, /no event type/],
    ['itself as the replacement', two, { replacement: 'shop.order.placed@1' }, /no event type/],
    [
      'a draft as the replacement',
      { ...two, event: { lifecycle: { v1: { state: 'active' }, v2: { state: 'draft' } } } },
      { replacement: 'shop.order.placed@2' },
      /is draft/,
    ],
    ['the end of a draft', { releases: {}, event: { lifecycle: { v1: { state: 'draft' } } } }, {}, /only what is active/],
  ])('refuses %s', (_, company, order, message) => {
    expect(errorOf(() => plan(company, order)).message).toMatch(message);
  });
});

describe('planRetirement', () => {
  const deprecated = { event: { lifecycle: { v1: { state: 'deprecated', sunset: '2026-05-31' } } } };
  const plan = (company: SmallCompany, consumers = [] as ReturnType<typeof consumer>[]) =>
    planRetirement({ contract: opened(filesOf(company)).contract, consumers, today: TODAY, ledger: undefined });

  it('ends what nobody subscribes to', () => {
    const { contract } = opened(new Map([...filesOf(deprecated), ...plan(deprecated)]));
    expect(contract.lifecycle).toEqual({ state: 'retired' });
  });

  it.each([
    ['while somebody subscribes, by name', deprecated, [consumer({})], /mail-service\/orders/],
    [
      'before the sunset is over',
      { event: { lifecycle: { v1: { state: 'deprecated', sunset: TODAY } } } },
      [],
      /may be published until/,
    ],
    ['what is active', {}, [], /never announced/],
    ['what is retired', { event: { lifecycle: { v1: { state: 'retired' } } } }, [], /is retired/],
  ] as const)('refuses %s', (_, company, consumers, message) => {
    expect(errorOf(() => plan(company, [...consumers])).message).toMatch(message);
  });
});

describe('scaffoldEvent and planMajor', () => {
  it.each(['shop.parcel.scanned', 'shop.opened', 'shop.cash-desk.counted', 'shop.parcel.hand-over.refused'])(
    'make %s without a problem, by any rule',
    (name) => {
      const [domain] = parseContracts(filesOf()).domains;
      if (!domain) throw new Error('no domain');
      const edits = scaffoldEvent({ name, domain, owner: 'sales', publisher: 'shop-service' });
      const contracts = parseContracts(new Map([...filesOf(), ...edits]));
      expect(contracts.problems).toEqual([]);
      expect(lintContracts(lintRequest(contracts, {}, {}))).toEqual([]);
      expect(contracts.contracts.map(({ type }) => type)).toContain(`${name}@1`);
    },
  );

  it('refuses what is not the name of an event', () => {
    const [domain] = parseContracts(filesOf()).domains;
    if (!domain) throw new Error('no domain');
    expect(errorOf(() => scaffoldEvent({ name: 'shop.../x', domain, owner: 'a', publisher: 'b' })).message).toMatch(
      /is not the name of an event/,
    );
  });

  it('move the changes that need a major into it, and restore the old draft', () => {
    const changed = { ...soundSchema, required: ['status'] };
    const files = filesOf({ schema: changed, releases: { '1.0.0': soundSchema } });
    const { contract, history } = opened(files);
    const next = new Map([...files, ...planMajor(contract, history)]);
    expect(next.get(`${FOLDER}v1/draft.schema.json`)).toBe(json(soundSchema));
    const second = opened(next, 'shop.order.placed@2');
    expect(second.contract.schema.required).toEqual(['status']);
    expect(second.contract.examples.map(({ name }) => name)).toEqual(['usual']);
    expect(second.contracts.problems).toEqual([]);
  });

  it('open the next major as a copy, and never two', () => {
    const files = filesOf();
    const { contract, history } = opened(files);
    const next = new Map([...files, ...planMajor(contract, history)]);
    const second = opened(next, 'shop.order.placed@2');
    expect(second.contracts.problems).toEqual([]);
    expect(second.contract).toMatchObject({ version: '2.0.0-draft', lifecycle: { state: 'draft' } });
    expect(second.contract.examples).toHaveLength(2);
    expect(errorOf(() => planMajor(second.contract, second.history)).message).toMatch(/still a draft/);
  });
});
