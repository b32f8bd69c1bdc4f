import { permanentFailure, type AttemptFailure, type Delivery } from '../../delivery/delivery';
import type { TargetAccess } from '../../delivery/target-access';
import type { TargetResource } from '../../delivery/target-resource';
import type { Bus } from './bus';
import { BusEvent } from './bus-event';
import { EventDelivery } from './event-delivery';
import type { EventRouter } from './event-router';

/**
 * A bus as the target of a rule: one hop from bus to bus in a region and one to another region, never two of a kind.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html
 */
export class BusTarget implements TargetResource {
  readonly #bus: Bus;
  readonly #router: EventRouter;

  constructor(bus: Bus, router: EventRouter) {
    this.#bus = bus;
    this.#router = router;
  }

  deliver(delivery: Delivery, access: TargetAccess): AttemptFailure | undefined {
    const bus = this.#bus;
    if (!(delivery instanceof EventDelivery)) {
      return permanentFailure('INVALID_PARAMETER', 'Only rules send to event buses here.');
    }
    const { carried, hops, origin, target } = delivery;
    const regional = bus.region !== origin.region;
    if (regional ? hops.regional : hops.local) {
      const code = regional ? 'THIRD_REGION_HOP_DETECTED' : 'THIRD_ACCOUNT_HOP_DETECTED';
      return permanentFailure(code, 'An event can be sent to an event bus target only once.');
    }
    const sender = access.roleSession(delivery);
    if ('errorCode' in sender) return sender;
    const { source, detailType } = carried.published;
    const denial = access.denial(sender, delivery, {
      action: 'events:PutEvents',
      resource: bus.arn,
      owner: bus,
      context: { 'events:source': source, 'events:detail-type': detailType, 'events:eventBusInvocation': 'true' },
      // The session is this target's own, so the key needs no rule.
      variant: [source, detailType],
    });
    if (denial) return denial;
    // The event keeps its id inside a region, and gets a new one in another.
    const forwarded = regional ? new BusEvent(carried.published) : carried;
    const hopsSoFar = regional ? { ...hops, regional } : { ...hops, local: true };
    const principal = target.roleArn ?? sender.arn;
    this.#router.accept(forwarded, bus, { principal, via: origin.arn, hops: hopsSoFar });
    return undefined;
  }
}
