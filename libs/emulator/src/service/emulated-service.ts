import type { Resource, ResourceType } from '../cloudformation';
import type { DeliveryEngine } from '../delivery/delivery-engine';
import type { TargetDirectory, TargetResource } from '../delivery/target-resource';
import type { Authorizer } from '../identity/authorizer';
import type { Callers } from '../identity/caller';
import type { Roles } from '../identity/role';
import type { RuntimeObserver } from '../journal/runtime-event';
import type { Clock } from '../time/clock';
import type { Schedule } from '../time/schedule';
import type { ServiceApi } from '../wire/service-api';

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
   * Reads one resource of the templates. Resources of other types may not be loaded yet: what refers to them belongs in
   * {@link RunningService.connect}.
   *
   * @throws ResourceError for what AWS would refuse to deploy
   */
  load(resource: Resource, service: Running): void;
}

/** A service of one emulator, with what is in it. Everything is optional: a service may have no API, no targets, nothing that runs. */
export interface RunningService {
  /** How clients reach it. */
  readonly apis?: readonly ServiceApi[];
  /** Its resources as targets of rules, by ARN. */
  findTarget?(arn: string): TargetResource | undefined;
  /** Something is under way that may publish, send or invoke. */
  readonly isBusy?: boolean;
  /**
   * All resources of all services are loaded: joins and checks what refers to others.
   *
   * @throws ResourceError
   */
  connect?(): void;
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
  /** Accounts and regions of the templates. */
  readonly environments: readonly { readonly account: string; readonly region: string }[];
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
  /**
   * Another service of the same emulator. Services are created in the order of the list, so ask for it when it is needed.
   *
   * @throws EmulatorError when it is not in the list
   */
  service<Running extends RunningService>(service: EmulatedService<Running>): Running;
  /** Reports what a resource asks for and does not get here. */
  limit(resource: Resource, reason: string): void;
}
