import type { Contract } from '@busbar/contracts';
import type { Manifest, Service, Stage, Subscription } from '@busbar/manifest';
import { Arns } from './names';
import { compareText } from './order';
import { patternOf, filterOf, unknownEventType, type PatternObject } from './subscription-pattern';
import { TopologyError } from './topology-error';

/** The manifest as one stage sees it: only services that have an account there, in an order of our own. */
export interface StageView {
  readonly manifest: Manifest;
  readonly stage: Stage;
  readonly arns: Arns;
  readonly centralBusArn: string;
  /** Sorted by name. */
  readonly services: readonly PlacedService[];
  /** Those whose event type may be published in the stage; sorted by account, service, name. */
  readonly subscriptions: readonly PlacedSubscription[];
  /** The others; sorted likewise. */
  readonly waiting: readonly PlacedSubscription[];
  /** Event types that may be published in the stage and have a publisher there; sorted by type. */
  readonly publications: readonly Publication[];
}

export interface PlacedService {
  readonly service: Service;
  readonly account: string;
}

export interface PlacedSubscription {
  readonly subscription: Subscription;
  readonly account: string;
  readonly contract: Contract;
  readonly filter: PatternObject | undefined;
  readonly pattern: PatternObject;
}

export interface Publication {
  readonly contract: Contract;
  readonly service: string;
  readonly account: string;
}

/** @throws {TopologyError} when there is no such stage, or a subscription's event type is unknown */
export function viewStage(manifest: Manifest, stageName: string): StageView {
  const stage = manifest.stages.find(({ name }) => name === stageName);
  if (!stage) {
    const known = manifest.stages.map(({ name }) => `"${name}"`).join(', ');
    throw new TopologyError(`There is no stage "${stageName}". Choose one of ${known}.`);
  }
  const accounts = new Map<string, string>();
  for (const { name, accounts: byStage } of manifest.services) {
    const account = byStage[stageName];
    if (account !== undefined) accounts.set(name, account);
  }
  const arns = new Arns(stage.region);
  const subscriptions = placedSubscriptions(manifest, accounts);
  const admitted = ({ contract }: PlacedSubscription): boolean => admits(manifest, stage, contract);
  return {
    manifest,
    stage,
    arns,
    centralBusArn: arns.bus(stage.centralAccount, manifest.platform.busName),
    services: placedServices(manifest, accounts),
    subscriptions: subscriptions.filter(admitted),
    waiting: subscriptions.filter((placed) => !admitted(placed)),
    publications: publications(manifest, stage, accounts),
  };
}

function placedServices(manifest: Manifest, accounts: ReadonlyMap<string, string>): readonly PlacedService[] {
  return manifest.services
    .flatMap((service) => {
      const account = accounts.get(service.name);
      return account === undefined ? [] : [{ service, account }];
    })
    .sort((a, b) => compareText(a.service.name, b.service.name));
}

function placedSubscriptions(manifest: Manifest, accounts: ReadonlyMap<string, string>): readonly PlacedSubscription[] {
  const contracts = new Map(manifest.contracts.map((contract) => [contract.type, contract]));
  return manifest.subscriptions
    .flatMap((subscription) => {
      const account = accounts.get(subscription.service);
      if (account === undefined) return [];
      const contract = contracts.get(subscription.eventType);
      if (!contract) throw unknownEventType(subscription);
      const filter = filterOf(subscription);
      return [{ subscription, account, contract, filter, pattern: patternOf(contract, filter) }];
    })
    .sort(
      (a, b) =>
        compareText(a.account, b.account) ||
        compareText(a.subscription.service, b.subscription.service) ||
        compareText(a.subscription.name, b.subscription.name),
    );
}

/** Whether an event type may be published in a stage: a retired major nowhere, a draft only in the first stage. */
function admits({ stages }: Manifest, stage: Stage, { lifecycle }: Contract): boolean {
  switch (lifecycle.state) {
    case 'draft':
      return stages.every(({ order }) => order >= stage.order);
    case 'active':
    case 'deprecated':
      return true;
    case 'retired':
      return false;
  }
}

function publications(manifest: Manifest, stage: Stage, accounts: ReadonlyMap<string, string>): readonly Publication[] {
  return manifest.contracts
    .filter((contract) => admits(manifest, stage, contract))
    .flatMap((contract) => {
      const service = contract.event.publisher;
      const account = accounts.get(service);
      return account === undefined ? [] : [{ contract, service, account }];
    })
    .sort((a, b) => compareText(a.contract.type, b.contract.type));
}
