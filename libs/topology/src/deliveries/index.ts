import type { Delivery, Subscription } from '@busbar/manifest';
import type { InboxDelivery } from '../model';
import type { Configured, DeliveryFacts, DeliveryKind, DeliveryPlace, Planned } from './delivery-kind';
import { functionDelivery } from './function';
import { queueDelivery } from './queue';

export type { DeliveryFacts, DeliveryPlace, ServiceResource } from './delivery-kind';
export { receiverName } from './delivery-kind';
export { oldestInSeconds } from './queue';

/** Every kind of delivery. What differs by kind is asked here; `docs/extending/delivery-kind.md` says how to add one. */
const deliveryKinds: { readonly [Kind in Delivery['kind']]: DeliveryKind<Kind> } = {
  queue: queueDelivery,
  function: functionDelivery,
};

export function planDelivery(subscription: Subscription, place: DeliveryPlace): InboxDelivery {
  return plan(subscription.delivery, subscription, place);
}

function plan<Kind extends Delivery['kind']>(delivery: Configured<Kind>, subscription: Subscription, place: DeliveryPlace) {
  return deliveryKinds[delivery.kind].plan(delivery, subscription, place);
}

export function factsOf<Kind extends Delivery['kind']>(delivery: Planned<Kind>): DeliveryFacts {
  return deliveryKinds[delivery.kind].facts(delivery);
}
