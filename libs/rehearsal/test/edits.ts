import fc from 'fast-check';
import { filters, type FilterName, type SmallCompany, type SmallSubscription } from './small-company';

/** A change of a company, with numbers that choose among what there is; see {@link applyEdit}. */
export interface Edit {
  readonly kind: keyof typeof edits;
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

interface Edited {
  readonly company: SmallCompany;
  /** What was done, as a person would say it. */
  readonly said: string;
}

type Apply = (company: SmallCompany, edit: Edit) => Edited | undefined;

const choose = <T>(all: readonly T[], number: number): T | undefined => all[number % Math.max(all.length, 1)];
const filterNames = Object.keys(filters) as FilterName[];
const fullName = ({ service, name }: SmallSubscription): string => `${service}/${name}`;

/** A name that is not taken. */
function fresh(taken: readonly string[], prefix: string): string {
  for (let at = 1; ; at++) if (!taken.includes(`${prefix}${at}`)) return `${prefix}${at}`;
}

function withSubscription(company: SmallCompany, old: SmallSubscription, next: SmallSubscription | undefined): SmallCompany {
  return { ...company, subscriptions: company.subscriptions.flatMap((each) => (each === old ? (next ?? []) : each)) };
}

/** Names that are taken in a service: by subscriptions, and by the queues of renamed ones. */
function namesIn({ subscriptions }: SmallCompany, service: string): readonly string[] {
  return subscriptions.filter((each) => each.service === service).flatMap(({ name, previously }) => [name, previously ?? name]);
}

/** Edits that change one subscription. */
function onSubscription(change: (company: SmallCompany, old: SmallSubscription, edit: Edit) => Edited | undefined): Apply {
  return (company, edit) => {
    const old = choose(company.subscriptions, edit.first);
    return old && change(company, old, edit);
  };
}

export const edits = {
  subscribe: (company, { first, second, third }) => {
    const service = choose(Object.keys(company.services), first);
    const type = choose(Object.keys(company.types), second);
    if (service === undefined || type === undefined) return undefined;
    const filter = choose(filterNames, third) ?? 'none';
    const delivery = third % 3 === 0 ? 'function' : 'queue';
    const name = fresh(namesIn(company, service), 's');
    const added: SmallSubscription = { service, name, type, filter, delivery };
    const said = `${service}/${name} subscribes to ${type}, filter ${filter}, ${delivery}`;
    return { company: { ...company, subscriptions: [...company.subscriptions, added] }, said };
  },
  filter: onSubscription((company, old, { second }) => {
    const filter = choose(filterNames, second) ?? 'none';
    return { company: withSubscription(company, old, { ...old, filter }), said: `${fullName(old)} gets the filter ${filter}` };
  }),
  rename: onSubscription((company, old, { second }) => {
    const name = fresh(namesIn(company, old.service), 'r');
    const says = second % 2 === 0;
    const { previously = old.name, ...rest } = old;
    const next = says ? { ...rest, name, previously } : { ...rest, name };
    return {
      company: withSubscription(company, old, next),
      said: `${fullName(old)} is renamed to ${name}${says ? ', previously' : ''}`,
    };
  }),
  forget: onSubscription((company, old) => {
    const { previously, ...rest } = old;
    if (previously === undefined) return undefined;
    return { company: withSubscription(company, old, rest), said: `${fullName(old)} loses its key previously` };
  }),
  deliver: onSubscription((company, old) => {
    const delivery = old.delivery === 'queue' ? 'function' : 'queue';
    return {
      company: withSubscription(company, old, { ...old, delivery }),
      said: `${fullName(old)} is delivered to a ${delivery}`,
    };
  }),
  retype: onSubscription((company, old, { second }) => {
    const type = choose(Object.keys(company.types), second) ?? old.type;
    return { company: withSubscription(company, old, { ...old, type }), said: `${fullName(old)} subscribes to ${type} instead` };
  }),
  unsubscribe: onSubscription((company, old) => ({
    company: withSubscription(company, old, undefined),
    said: `${fullName(old)} is removed`,
  })),
  retire: onSubscription((company, old) => ({
    company: { ...withSubscription(company, old, undefined), retired: [...company.retired, fullName(old)] },
    said: `${fullName(old)} is removed, and its queues may go`,
  })),
  move: (company, { first, second }) => {
    const service = choose(Object.keys(company.services), first);
    if (service === undefined) return undefined;
    const account = 1 + (second % 5);
    return {
      company: { ...company, services: { ...company.services, [service]: account } },
      said: `${service} moves to account ${account}`,
    };
  },
  addService: (company, { first }) => {
    const name = fresh(Object.keys(company.services), 'v');
    const account = 1 + (first % 6);
    return {
      company: { ...company, services: { ...company.services, [name]: account } },
      said: `${name} is added in account ${account}`,
    };
  },
  removeService: (company, { first }) => {
    const removable = Object.keys(company.services).filter((service) => !Object.values(company.types).includes(service));
    const service = choose(removable, first);
    if (service === undefined) return undefined;
    const { [service]: _, ...services } = company.services;
    const subscriptions = company.subscriptions.filter((each) => each.service !== service);
    return { company: { ...company, services, subscriptions }, said: `${service} is removed` };
  },
  addType: (company, { first, second }) => {
    const publisher = choose(Object.keys(company.services), first);
    if (publisher === undefined) return undefined;
    const known = Object.keys(company.types);
    const old = choose(known, second);
    const isMajor = old !== undefined && second % 2 === 0;
    const name = isMajor ? `${old.split('@')[0]}@` : `d${known.length}.done@`;
    const type = fresh(known, name);
    const owner = isMajor ? (company.types[old] ?? publisher) : publisher;
    return { company: { ...company, types: { ...company.types, [type]: owner } }, said: `${owner} publishes ${type}` };
  },
  removeType: (company, { first }) => {
    const type = choose(Object.keys(company.types), first);
    if (type === undefined) return undefined;
    const { [type]: _, ...types } = company.types;
    return {
      company: { ...company, types, subscriptions: company.subscriptions.filter((each) => each.type !== type) },
      said: `${type} is removed`,
    };
  },
  publisher: (company, { first, second }) => {
    const type = choose(Object.keys(company.types), first);
    const publisher = choose(Object.keys(company.services), second);
    if (type === undefined || publisher === undefined) return undefined;
    const name = type.split('@')[0];
    const changed = Object.entries(company.types).map(([each, owner]) => [each, each.split('@')[0] === name ? publisher : owner]);
    return {
      company: { ...company, types: Object.fromEntries(changed) as SmallCompany['types'] },
      said: `${name} is published by ${publisher}`,
    };
  },
  publishAs: (company, { first }) => {
    const service = choose(Object.keys(company.services), first);
    if (service === undefined) return undefined;
    const is = company.publishAsAccount.includes(service);
    const publishAsAccount = is
      ? company.publishAsAccount.filter((each) => each !== service)
      : [...company.publishAsAccount, service];
    return { company: { ...company, publishAsAccount }, said: `${service} publishes as its ${is ? 'role' : 'account'}` };
  },
  capacity: (company, { first }) => {
    const accountsPerRoutingStack = 1 + (first % 3);
    return {
      company: { ...company, accountsPerRoutingStack },
      said: `a routing stack holds ${accountsPerRoutingStack} accounts`,
    };
  },
  encryption: (company) => {
    const encryption = company.encryption === 'aws-owned' ? 'customer-managed' : 'aws-owned';
    return { company: { ...company, encryption }, said: `the bus has an ${encryption} key` };
  },
} satisfies Record<string, Apply>;

/** Undefined when there is nothing that it could change. */
export function applyEdit(company: SmallCompany, edit: Edit): Edited | undefined {
  const edited = (edits[edit.kind] as Apply)(company, edit);
  return edited && JSON.stringify(edited.company) !== JSON.stringify(company) ? edited : undefined;
}

/** What is edited, then rolled out together. */
export interface EditedRollout {
  readonly edits: readonly Edit[];
  /** Operations after which a stack update fails; undefined lets the rollout go to its end. */
  readonly stopAfter: number | undefined;
  readonly afterHours: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...(Object.keys(edits) as Edit['kind'][])),
  first: fc.nat(11),
  second: fc.nat(11),
  third: fc.nat(11),
});

export const editedRollout: fc.Arbitrary<EditedRollout> = fc.record({
  edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
  stopAfter: fc.option(fc.integer({ min: 0, max: 25 }), { nil: undefined, freq: 2 }),
  afterHours: fc.constantFrom(0, 0, 2),
});

/** Rollouts one after the other. */
export const editedRollouts: fc.Arbitrary<readonly EditedRollout[]> = fc.array(editedRollout, { minLength: 1, maxLength: 4 });
