import type { Resource, ResourceType } from '../cloudformation';
import type { DeliveryEngine } from '../delivery/delivery-engine';
import type { TargetDirectory, TargetResource } from '../delivery/target-resource';
import type { Authorizer } from '../identity/authorizer';
import type { Callers } from '../identity/caller';
import type { Roles } from '../identity/role';
import type { RuntimeObserver } from '../journal/runtime-event';
import type { OrganizationOptions } from '../identity/organization-options';
import type { Clock } from '../time/clock';
import type { Schedule } from '../time/schedule';
import type { ServiceApi } from '../wire/service-api';
import type { Quotas } from './quotas';
import type { ResourceChange } from './resource-change';
import type { StackDirectory } from './stack-directory';

/**
 * One AWS service as the emulator runs it: everything that is known about it is in its folder, and whatever else there is loops
 * over the list in `services/index.ts`. See `docs/extending/emulator-service.md` for how to add one.
 */
export interface EmulatedService<Running extends RunningService = RunningService> {
  /** As ARNs, IAM actions and signatures call it: `sqs`. */
  readonly name: string;
  /** As people call it: `SQS`. */
  readonly title: string;
  /** By CloudFormation type; resources are loaded in this order. */
  readonly resourceTypes: Readonly<Record<string, IdleType | LoadedType<Running>>>;
  /** Why every other type is idle whose name begins like that: `{ 'AWS::Logs::': 'Log delivery is not simulated.' }`. */
  readonly idleFamilies?: Readonly<Record<string, string>>;
  /** Called once for each emulator, before any resource is loaded. */
  create(context: ServiceContext): Running;
}

/** A type that templates may have and that does nothing here. */
export interface IdleType extends ResourceType {
  /** Why, as a sentence. */
  readonly idle: string;
}

/** A type that runs: there is nothing between the two, so that whatever is not idle is read. */
export interface LoadedType<Running extends RunningService> extends ResourceType {
  readonly idle?: never;
  /**
   * Reads one resource of the templates, and gives what creating it does; or changing it, when there is a `previous` one of the same
   * identity, whose state stays. Resources of other types may not be loaded yet: what refers to them belongs in
   * {@link ResourceChange.check}.
   *
   * @throws ResourceError for what AWS would refuse to deploy
   */
  load(resource: Resource, service: Running, previous?: Resource): ResourceChange;
  /**
   * Gives what removing it does.
   *
   * @throws ResourceError when AWS would refuse to delete it
   */
  remove(resource: Resource, service: Running): ResourceChange;
}

/** A service of one emulator, with what is in it. Everything is optional: a service may have no API, no targets, nothing that runs. */
export interface RunningService {
  /** How clients reach it. */
  readonly apis?: readonly ServiceApi[];
  /** There are resources in this account and region: makes what every account has. */
  open?(account: string, region: string): void;
  /** Its resources as targets of rules, by ARN. */
  findTarget?(arn: string): TargetResource | undefined;
  /** Something is under way that may publish, send or invoke. */
  readonly isBusy?: boolean;
  /**
   * The port is open.
   *
   * @throws ResourceError for a resource that cannot run as it is written
   */
  start?(endpoint: string): void;
  /** Resolves when nothing is under way any more. */
  idle?(): Promise<void>;
  /** Members of the health page. */
  health?(): Readonly<Record<string, unknown>>;
  /** Answers clients that wait (long polls), so that the server can close. */
  endWaiting?(): void;
  close?(): Promise<void>;
}

/** What a service gets from the emulator that it is in. */
export interface ServiceContext {
  /** What the account may have. */
  readonly quotas: (account: string) => Quotas;
  /** Whether functions run, or only accept events. */
  readonly runFunctions: boolean;
  /** Whether rules with a schedule run by themselves. */
  readonly runSchedules: boolean;
  /** What AWS Organizations answers for. */
  readonly organization: OrganizationOptions | undefined;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Waits of a service are that many times as long as on AWS. */
  readonly timeScale: number;
  readonly observer: RuntimeObserver | undefined;
  readonly roles: Roles;
  readonly callers: Callers;
  readonly authorizer: Authorizer;
  readonly targets: TargetDirectory;
  readonly deliveries: DeliveryEngine;
  readonly stacks: StackDirectory;
  /**
   * Another service of the same emulator. Services are created in the order of the list, so ask for it when it is needed.
   *
   * @throws EmulatorError when it is not in the list
   */
  service<Running extends RunningService>(service: EmulatedService<Running>): Running;
  /** A resource by ARN, as soon as AWS knows it: events may meet it later. */
  find(arn: string): Resource | undefined;
  /** Reports what a resource asks for and does not get here. */
  limit(resource: Resource, reason: string): void;
}
