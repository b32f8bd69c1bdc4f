import { SourceDocument } from '@busbar/problem';
import { AppliedPolicy, type Consumer, contractPolicyShape, hashOfRelease, parseContracts, type ParsedContracts } from '../src';
import { lintContracts, type LintRequest } from '../src/lint/lint-contracts';
import type { LintContext } from '../src/lint/lint-rule';

/** Draft of `shop.order.placed@1`: within the profile, and nothing that a rule objects to. */
export const soundSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Order placed',
  description: 'What was ordered, by whom.',
  type: 'object',
  required: ['orderId', 'status'],
  properties: {
    orderId: { type: 'string', description: 'The order.', format: 'uuid' },
    status: { type: 'string', description: 'Where it stands.', enum: ['NEW', 'PAID'], 'x-extensible': true },
  },
};

export const soundEvent = {
  name: 'shop.order.placed',
  title: 'Order placed',
  description: 'Somebody ordered something, and the shop has taken the order.',
  owner: 'sales',
  publisher: 'shop-service',
  volume: { averagePerSecond: 1, peakPerSecond: 2 },
  lifecycle: { v1: { state: 'active' } } as Record<string, object>,
};

const EXAMPLE_DATA = { orderId: '6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b', status: 'NEW' };

export interface SmallCompany {
  readonly event?: object;
  readonly schema?: object;
  /** Schemas by version; `1.0.0` with the draft's when absent. */
  readonly releases?: Readonly<Record<string, object>>;
  readonly examples?: Readonly<Record<string, object>>;
  /** Further files, by path below config/events/shop/order.placed/. */
  readonly more?: Readonly<Record<string, object>>;
}

export const FOLDER = 'config/events/shop/order.placed/';

/** The files of a company with one event. YAML is written as JSON, which it contains. */
export function filesOf({ event, schema = soundSchema, releases, examples, more = {} }: SmallCompany = {}): Map<string, string> {
  const released = Object.entries(releases ?? { '1.0.0': schema }).map(([version, one]) => [version, json(one)] as const);
  const ledger = released.map(([version, text], index) => ({
    type: `shop.order.placed@${version.split('.')[0] ?? ''}`,
    version,
    bump: index === 0 ? 'initial' : 'minor',
    sha256: hashOfRelease(text),
    releasedBy: 'ann',
    releasedAt: `2026-01-${String(index + 1).padStart(2, '0')}T00:00:00Z`,
    reason: 'It was time.',
  }));
  const lifecycle = { ...soundEvent, ...event }.lifecycle as Readonly<
    Record<string, { state?: string; since?: string; sunset?: string }>
  >;
  const deprecations = Object.entries(lifecycle).flatMap(([folder, { state, since, sunset }]) =>
    state === 'deprecated' ? [{ type: `shop.order.placed@${folder.slice(1)}`, since: since ?? '2026-03-01', sunset }] : [],
  );
  const kept = examples ?? {
    usual: { summary: 'As usual.', data: EXAMPLE_DATA },
    wrong: { summary: 'No id.', violates: { path: '/orderId', keyword: 'required' }, data: { status: 'NEW' } },
  };
  return new Map([
    ['config/events/shop/domain.yaml', json({ name: 'shop', description: 'Selling.', owner: 'sales', source: 'small.shop' })],
    [`${FOLDER}event.yaml`, json({ ...soundEvent, ...event })],
    [`${FOLDER}v1/draft.schema.json`, json(schema)],
    ...released.map(([version, text]) => [`${FOLDER}v${version.split('.')[0] ?? ''}/${version}.schema.json`, text] as const),
    ...Object.entries(kept).map(([name, one]) => [`${FOLDER}v1/examples/${name}.json`, json(one)] as const),
    ...Object.entries(more).map(([path, one]) => [`${FOLDER}${path}`, json(one)] as const),
    ['config/events/ledger.json', json({ releases: ledger, ...(deprecations.length > 0 && { deprecations }) })],
  ]);
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Problems of the lint rules, as `code line-of-file`. */
export function lintOf(company: SmallCompany, context: Partial<LintContext> = {}, policy: object = {}) {
  const contracts = parseContracts(filesOf(company));
  return { contracts, problems: lintContracts(lintRequest(contracts, context, policy)) };
}

export function lintRequest(contracts: ParsedContracts, context: Partial<LintContext>, policy: object): LintRequest {
  const source = new SourceDocument('config/platform.yaml', JSON.stringify({ contracts: policy }));
  const today = context.today ?? '2026-06-01';
  return {
    today,
    noticeDays: 90,
    contracts: contracts.contracts,
    histories: contracts.histories,
    consumers: [],
    teams: [{ name: 'sales', slack: '#sales' }],
    services: [{ name: 'shop-service', accounts: { dev: '111111111111' } }],
    ...context,
    policy: new AppliedPolicy({ policy: contractPolicyShape.parse(policy), document: source, path: ['contracts'] }, today),
  };
}

/** A subscription to `shop.order.placed@1`. */
export function consumer(entry: { filter?: Record<string, unknown>; reads?: string[] }): Consumer {
  const document = new SourceDocument('config/subscriptions/mail-service.yaml', JSON.stringify({ subscriptions: [entry] }));
  return {
    service: 'mail-service',
    name: 'orders',
    eventType: 'shop.order.placed@1',
    document,
    path: ['subscriptions', 0],
    ...entry,
  };
}
