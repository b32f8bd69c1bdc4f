import type { Contract, Domain, EventDefinition, LifecycleState } from '@busbar/contracts';
import type {
  Delivery,
  FunctionDelivery,
  Manifest,
  Platform,
  RetiredSubscription,
  RetryPolicy,
  Service,
  Stage,
  Subscription,
} from '@busbar/manifest';
import { SourceDocument } from '@busbar/problem';

const queue: WrittenDelivery = { kind: 'queue', visibilityTimeoutSeconds: 30, maxReceiveCount: 5, definedIn: 'workspace' };
const retry: RetryPolicy = { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 60 };

export const CENTRAL = '100000000001';

/** Accounts of services, in the order of their first mention: `200000000001`, … */
export function accountOf(index: number): string {
  return String(200_000_000_000 + index);
}

/** As written in `config/`: a function is in the workspace unless told. */
type WrittenDelivery = Exclude<Delivery, FunctionDelivery> | (Omit<FunctionDelivery, 'definedIn'> & Partial<FunctionDelivery>);

interface SubscriptionSpec {
  readonly service: string;
  readonly name: string;
  readonly eventType: string;
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly delivery?: WrittenDelivery;
  readonly retry?: RetryPolicy;
  readonly previously?: string;
  readonly paused?: boolean;
}

/** A manifest in a few lines: everything that a test does not speak of has a sensible value. Collections are as given. */
export class ManifestBuilder {
  readonly #services: Service[] = [];
  readonly #domains = new Map<string, Domain>();
  readonly #events = new Map<string, EventDefinition>();
  readonly #contracts: Contract[] = [];
  readonly #subscriptions = new Map<string, SubscriptionSpec[]>();
  readonly #stages: Stage[] = [];
  readonly #retired: RetiredSubscription[] = [];
  #platform: Partial<Platform> = {};

  platform(platform: Partial<Platform>): this {
    this.#platform = { ...this.#platform, ...platform };
    return this;
  }

  stage(name: string, more: Partial<Stage> = {}): this {
    const text = `name: ${name}\norder: ${this.#stages.length + 1}\ncentralAccount: "${CENTRAL}"\nregion: eu-west-1\n`;
    this.#stages.push({
      name,
      order: this.#stages.length + 1,
      engine: 'classic',
      centralAccount: CENTRAL,
      region: 'eu-west-1',
      approval: false,
      soakMinutes: 0,
      subscriberBusTrust: 'route-roles',
      rolesAssumableByAccount: false,
      observability: {},
      document: new SourceDocument(`config/stages/${name}.yaml`, text),
      ...more,
    });
    return this;
  }

  /** @param accounts by stage; an account of its own in stage `dev` unless told */
  service(
    name: string,
    accounts: Readonly<Record<string, string>> = { dev: accountOf(this.#services.length + 1) },
    more: Partial<Pick<Service, 'publishAs' | 'runsOn'>> = {},
  ): this {
    const lines = Object.entries(accounts).map(([stage, account]) => `  ${stage}: "${account}"\n`);
    const document = new SourceDocument(`config/services/${name}.yaml`, `name: ${name}\naccounts:\n${lines.join('')}`);
    this.#services.push({
      name,
      description: `The ${name} service.`,
      owner: 'team',
      contacts: [],
      accounts,
      publishAs: 'busbar-role',
      runsOn: ['lambda', 'ecs'],
      document,
      ...more,
    });
    return this;
  }

  /** @param type `delivery.status.updated@1`; the domain is its first word, its source `doorstep.<domain>` unless told */
  event(
    type: string,
    publisher: string,
    { peakPerSecond = 1, state = 'active', source }: { peakPerSecond?: number; state?: LifecycleState; source?: string } = {},
  ): this {
    const [name = '', major = '1'] = type.split('@');
    const domainName = name.split('.')[0] ?? '';
    const document = new SourceDocument(`config/events/${domainName}/event.yaml`, `name: ${name}\n`);
    const domain = this.#domains.get(domainName) ?? {
      name: domainName,
      description: '',
      owner: 'team',
      source: source ?? `doorstep.${domainName}`,
      document,
    };
    this.#domains.set(domainName, domain);
    const event = this.#events.get(name) ?? {
      name,
      domain: domainName,
      title: name,
      description: '',
      owner: 'team',
      publisher,
      volume: { averagePerSecond: peakPerSecond / 2, peakPerSecond },
      document,
    };
    this.#events.set(name, event);
    this.#contracts.push({
      type,
      event,
      domain,
      major: Number(major),
      version: `${major}.0.0`,
      lifecycle: { state },
      schema: { type: 'object' },
      schemaDocument: document,
      examples: [],
    });
    return this;
  }

  subscribe(
    service: string,
    name: string,
    eventType: string,
    filter?: SubscriptionSpec['filter'],
    delivery?: WrittenDelivery,
    retry?: RetryPolicy,
    previously?: string,
  ): this {
    const ofService = this.#subscriptions.get(service) ?? [];
    ofService.push({
      service,
      name,
      eventType,
      ...(filter && { filter }),
      ...(delivery && { delivery }),
      ...(retry && { retry }),
      ...(previously && { previously }),
    });
    this.#subscriptions.set(service, ofService);
    return this;
  }

  pause(service: string, name: string): this {
    const ofService = this.#subscriptions.get(service) ?? [];
    this.#subscriptions.set(
      service,
      ofService.map((each) => (each.name === name ? { ...each, paused: true } : each)),
    );
    return this;
  }

  /** An entry of config/retired.yaml. */
  retire(stage: string, service: string, subscription: string): this {
    const at = { file: 'config/retired.yaml', line: this.#retired.length + 2, column: 5 };
    this.#retired.push({ stage, service, subscription, reason: 'Drained.', approver: 'team', at });
    return this;
  }

  build(): Manifest {
    if (this.#stages.length === 0) this.stage('dev');
    return {
      platform: {
        company: 'doorstep',
        busName: 'doorstep-events',
        encryption: 'aws-owned',
        archiveRetentionDays: 30,
        retry,
        accountsPerRoutingStack: 25,
        objectives: { latencyP90Milliseconds: 80, successPercent: 99.99, minimumEvents: 1000 },
        observability: { alarms: 'none', sink: 'none', email: true, dashboards: false },
        raisedQuotas: {},
        workspace: {},
        document: new SourceDocument(
          'config/platform.yaml',
          `company: doorstep\nraisedQuotas: ${JSON.stringify(this.#platform.raisedQuotas ?? {})}\n`,
        ),
        ...this.#platform,
      },
      organization: {
        id: 'o-doorstep01',
        readAt: '2026-11-20T08:15:00Z',
        managementAccountId: '100000000000',
        root: { id: 'r-root', name: 'Root' },
        accounts: [],
        organizationalUnits: [],
        document: new SourceDocument('config/organization.json', '{}'),
      },
      stages: this.#stages,
      teams: [],
      services: this.#services,
      domains: [...this.#domains.values()],
      events: [...this.#events.values()],
      contracts: this.#contracts,
      retired: this.#retired,
      subscriptions: [...this.#subscriptions].flatMap(([service, specs]) => subscriptionsOf(service, specs)),
    };
  }
}

function asRead(delivery: WrittenDelivery): Delivery {
  return { definedIn: 'workspace', ...delivery };
}

/** A file with one subscription a line, from line 2. */
function subscriptionsOf(service: string, specs: readonly SubscriptionSpec[]): Subscription[] {
  const lines = specs.map(({ name, eventType, filter }) => `  - ${JSON.stringify({ name, eventType, filter })}\n`);
  const document = new SourceDocument(`config/subscriptions/${service}.yaml`, `subscriptions:\n${lines.join('')}`);
  return specs.map((spec, index) => ({
    description: `About ${spec.name}.`,
    retry,
    drawnBy: 'platform',
    paused: false,
    ...spec,
    delivery: asRead(spec.delivery ?? queue),
    at: document.at(['subscriptions', index]),
    document,
    path: ['subscriptions', index],
  }));
}
