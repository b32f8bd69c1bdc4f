import type { Manifest } from '@busbar/manifest';
import { accountOf, ManifestBuilder } from '@busbar/topology/testing';

/** A company as edits change it: small enough to read. */
export interface SmallCompany {
  /** Account numbers by service. */
  readonly services: Readonly<Record<string, number>>;
  /** Publishing service by event type. */
  readonly types: Readonly<Record<string, string>>;
  readonly subscriptions: readonly SmallSubscription[];
  readonly accountsPerRoutingStack: number;
  readonly encryption: 'aws-owned' | 'customer-managed';
  /** Services that publish as the whole account. */
  readonly publishAsAccount: readonly string[];
  /** Subscriptions whose queues may be deleted: `<service>/<name>`. */
  readonly retired: readonly string[];
}

export interface SmallSubscription {
  readonly service: string;
  readonly name: string;
  readonly type: string;
  /** Name of one of {@link filters}. */
  readonly filter: FilterName;
  readonly delivery: 'queue' | 'function';
  readonly previously?: string;
  readonly drawnBy?: 'team';
  readonly paused?: boolean;
}

/** By what a filter does to its rule: two long ones of different event types do not fit into one. */
export const filters = {
  none: undefined,
  done: { status: ['DONE'] },
  open: { status: ['OPEN', { prefix: 'WAIT' }] },
  large: { amount: [{ numeric: ['>', 100] }] },
  either: { $or: [{ status: ['DONE'] }, { amount: [{ numeric: ['<', 5] }] }] },
  long: { status: Array.from({ length: 60 }, (_, at) => `STATUS_NUMBER_${at}_OF_MANY`) },
  longest: { status: Array.from({ length: 70 }, (_, at) => `STATUS_NUMBER_${at}_OF_MORE`) },
} as const;
export type FilterName = keyof typeof filters;

export const smallCompany: SmallCompany = {
  services: { pub: 1, one: 2, two: 3 },
  types: { 'a.done@1': 'pub', 'b.done@1': 'pub', 'c.done@1': 'one' },
  subscriptions: [
    { service: 'one', name: 'all', type: 'a.done@1', filter: 'none', delivery: 'queue' },
    { service: 'one', name: 'some', type: 'b.done@1', filter: 'done', delivery: 'queue' },
    { service: 'two', name: 'all', type: 'c.done@1', filter: 'none', delivery: 'function' },
  ],
  accountsPerRoutingStack: 2,
  encryption: 'aws-owned',
  publishAsAccount: [],
  retired: [],
};

export function manifestOf(company: SmallCompany): Manifest {
  const builder = new ManifestBuilder().platform({
    accountsPerRoutingStack: company.accountsPerRoutingStack,
    encryption: company.encryption,
  });
  for (const [name, account] of Object.entries(company.services)) builder.service(name, { dev: accountOf(account) });
  for (const [type, publisher] of Object.entries(company.types)) builder.event(type, publisher);
  for (const { service, name, type, filter, delivery, previously, paused } of company.subscriptions) {
    const target = delivery === 'function' ? ({ kind: 'function', functionName: `${service}-function` } as const) : undefined;
    builder.subscribe(service, name, type, filters[filter], target, undefined, previously);
    if (paused) builder.pause(service, name);
  }
  const manifest = builder.build();
  const teams = new Set(company.subscriptions.filter(({ drawnBy }) => drawnBy).map(({ service, name }) => `${service}/${name}`));
  return {
    ...manifest,
    subscriptions: manifest.subscriptions.map((each) =>
      teams.has(`${each.service}/${each.name}`) ? { ...each, drawnBy: 'team' } : each,
    ),
    services: manifest.services.map((service) => ({
      ...service,
      publishAs: company.publishAsAccount.includes(service.name) ? 'account' : 'busbar-role',
    })),
    retired: company.retired.map((fullName) => {
      const [service = '', subscription = ''] = fullName.split('/');
      const at = { file: 'config/retired.yaml', line: 1, column: 1 };
      return { stage: 'dev', service, subscription, reason: 'drained', approver: 'team', at };
    }),
  };
}
