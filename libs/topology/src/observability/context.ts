import type { AlarmLevel, Objectives, Platform, Service, Subscription, Team } from '@busbar/manifest';
import type { InboxSubscription } from '../model';
import { names } from '../names';
import { groupBy } from '../order';
import type { PlatformState } from '../rollout/platform-state';
import type { StageView } from '../stage-view';
import { alarmOf, type AlarmOptions } from './alarm-of';
import { higherLevel, includesKind, type AlarmKind } from './alarm-kinds';
import type { PlannedAlarm } from '../observability-model';

/** Where the runbooks are, unless the company publishes them. */
const RUNBOOKS = 'docs/runbooks';

/** What alarms and dashboards are planned from: a state of the stage, and what the manifest says about watching it. */
export class ObservabilityContext {
  readonly central: string;
  /** Team of the platform; it answers for what no other team owns. */
  readonly platformTeam: string;
  /** Of the stage itself. */
  readonly level: AlarmLevel;
  readonly #services: ReadonlyMap<string, Service>;
  readonly #teams: ReadonlyMap<string, Team>;
  readonly #subscriptions: ReadonlyMap<string, Pick<Subscription, 'alarms' | 'objectives'>>;

  constructor(
    readonly view: StageView,
    readonly state: PlatformState,
  ) {
    const { manifest, stage } = view;
    this.central = stage.centralAccount;
    this.platformTeam = manifest.platform.owner ?? 'platform';
    this.level = stage.observability.alarms ?? manifest.platform.observability.alarms;
    this.#services = new Map(manifest.services.map((service) => [service.name, service]));
    this.#teams = new Map(manifest.teams.map((team) => [team.name, team]));
    this.#subscriptions = new Map(manifest.subscriptions.map((each) => [`${each.service}/${each.name}`, each]));
  }

  get platform(): Platform {
    return this.view.manifest.platform;
  }

  /** A subscription that is no more keeps the level of its service: its queues are still watched. */
  levelOf({ service, name }: Pick<InboxSubscription, 'service' | 'name'>): AlarmLevel {
    return this.#subscriptions.get(`${service}/${name}`)?.alarms ?? this.#services.get(service)?.alarms ?? this.level;
  }

  highestLevel(subscriptions: readonly Pick<InboxSubscription, 'service' | 'name'>[]): AlarmLevel {
    return subscriptions.map((each) => this.levelOf(each)).reduce(higherLevel, 'none');
  }

  /** What the subscription is held to. */
  objectivesOf(subscription: Pick<InboxSubscription, 'service' | 'name'>): Objectives {
    return { ...this.platform.objectives, ...this.ownObjectivesOf(subscription) };
  }

  /** What it says otherwise than the platform, if it does. */
  ownObjectivesOf({ service, name }: Pick<InboxSubscription, 'service' | 'name'>): Partial<Objectives> | undefined {
    return this.#subscriptions.get(`${service}/${name}`)?.objectives;
  }

  /** Team of the service; of the platform when there is no such service any more. */
  teamOf(service: string): string {
    return this.#services.get(service)?.owner ?? this.platformTeam;
  }

  /** Addresses of a team and of the contacts of its services; not sorted. */
  emailsOf(team: string, services: Iterable<string>): readonly string[] {
    if (!this.platform.observability.email) return [];
    const { email } = this.#teams.get(team) ?? {};
    const contacts = [...services].flatMap((service) => this.#services.get(service)?.contacts ?? []);
    return email === undefined ? contacts : [email, ...contacts];
  }

  /** For people: `team payments, #payments`. */
  describeTeam(team: string): string {
    const { slack } = this.#teams.get(team) ?? {};
    return slack === undefined ? `team ${team}` : `team ${team}, ${slack}`;
  }

  stageTopicArn(): string {
    return this.view.arns.topic(this.central, names.topic()).arn;
  }

  teamTopicArn(account: string, team: string): string {
    return this.view.arns.topic(account, names.topic(team)).arn;
  }

  /** An alarm of the kind, unless the level leaves it out. */
  alarm(level: AlarmLevel, kind: AlarmKind, options: Omit<AlarmOptions, 'runbooks'>): readonly PlannedAlarm[] {
    return includesKind(level, kind) ? [alarmOf(kind, { ...options, runbooks: this.runbooks })] : [];
  }

  get runbooks(): string {
    return this.platform.observability.runbooks?.replace(/\/+$/, '') ?? RUNBOOKS;
  }
}

/** The same alarm may be wanted by several: subscriptions that share a function, forms of one subscription. */
export function distinctByName<T extends { readonly account: string; readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...groupBy(items, ({ account, name }) => `${account}/${name}`).values()].flatMap(([first]) => (first ? [first] : []));
}
