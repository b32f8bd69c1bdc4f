import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ConstructError } from './construct-error';
import { requireHome } from './home';
import { PlannedBus } from './planned-bus';
import { topologyFor } from './stage-topology';

export interface SubscriberBusProps {
  readonly service: string;
  /**
   * `platform`: it is there, and this refers to it. `team`: this stack makes it, for an account that the platform's pipeline does not
   * deploy to, a sandbox say.
   * @default platform
   */
  readonly drawnBy?: 'platform' | 'team';
}

/**
 * The bus of a service's account that the platform's routes feed: for rules of your own, beside those of `EventSubscription`. Its
 * policy trusts the route roles of this account in the central account, and nobody else.
 *
 * @throws ConstructError when nothing in the account receives, or the stack is not in the account
 */
export class SubscriberBus extends Construct {
  readonly bus: IEventBus;

  constructor(scope: Construct, id: string, { service, drawnBy = 'platform' }: SubscriberBusProps) {
    super(scope, id);
    const { subscriberBus, account, stage, company } = topologyFor(this, service);
    if (!subscriberBus) {
      throw new ConstructError(`Account ${account} has no subscriber bus in stage "${stage}": subscribe to something first.`);
    }
    const { name, arn, policy } = subscriberBus;
    requireHome(this, arn);
    this.bus =
      drawnBy === 'platform'
        ? EventBus.fromEventBusArn(this, 'Bus', arn)
        : new PlannedBus(this, 'Bus', { name, arn, description: `Events of ${company} for account ${account}`, policy }).bus;
  }
}
