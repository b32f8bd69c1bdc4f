import { EventConsumer, type EventConsumerOptions } from '@busbar/client';
import * as events from '@doorstep/events';

/** A message to a person; who that is and through which channel is looked up by whoever sends it. */
export interface Notification {
  /** The event that it is about: sending the same key twice sends once. */
  readonly key: string;
  readonly about: string;
  readonly text: string;
}

/** Sends a notification, once a key. */
export type Send = (notification: Notification) => Promise<void> | void;

/**
 * The consumer behind all queues of the notification service: an event becomes a sentence.
 *
 * @param options `name` and `onHandled` as of EventConsumer
 */
export function notificationConsumer(send: Send, options: EventConsumerOptions = {}): EventConsumer {
  const tell = ({ metadata }: { metadata: { id: string } }, about: string, text: string) =>
    send({ key: metadata.id, about, text });
  return new EventConsumer({ name: 'notification-service', ...options })
    .on(events.DeliveryOrderScheduled, (event) =>
      tell(event, event.data.deliveryId, `${event.data.merchant} will deliver ${parcels(event.data.parcels.length)}.`),
    )
    .on(events.DeliveryStatusUpdated, (event) =>
      tell(event, event.data.deliveryId, statusText(event.data.status, event.data.delayMinutes)),
    )
    .on(events.DeliveryCourierLocated, (event) =>
      tell(event, event.data.deliveryId, `Your courier is ${event.data.distanceMeters} m away.`),
    )
    .on(events.DeliveryProofCaptured, (event) => tell(event, event.data.deliveryId, 'Here is the proof of your delivery.'))
    .on(events.DeliveryAttemptFailed, (event) =>
      tell(
        event,
        event.data.deliveryId,
        `Attempt ${event.data.attempt} failed; we try again${event.data.nextAttemptOn ? ` on ${event.data.nextAttemptOn}` : ''}.`,
      ),
    )
    .on(events.AccessGrantIssued, (event) => tell(event, event.data.grantId, `You can enter until ${event.data.validity.until}.`))
    .on(events.AccessEntryRecordedV2, (event) =>
      tell(event, event.data.propertyId, `Somebody was ${event.data.outcome === 'FORCED' ? 'breaking in' : 'refused'}.`),
    )
    .on(events.DeviceTamperDetected, (event) =>
      tell(event, event.data.propertyId, `A device is being tampered with (${event.data.severity}).`),
    )
    .on(events.DeviceBatteryLowV2, (event) =>
      tell(event, event.data.propertyId, `Please charge ${event.data.deviceId}: ${event.data.percent} % left.`),
    )
    .on(events.BillingInvoiceIssued, (event) =>
      tell(event, event.data.residentId, `Invoice ${event.data.number} is due on ${event.data.dueOn}.`),
    )
    .on(events.BillingPaymentDeclined, (event) =>
      tell(event, event.data.residentId, 'Your payment was declined. Please choose another way to pay.'),
    )
    .on(events.BillingPaymentSettled, (event) => tell(event, event.data.residentId, `Thank you for ${money(event.data.amount)}.`))
    .on(events.BillingFeeAssessed, (event) =>
      tell(event, event.data.residentId, `A fee of ${money(event.data.amount)} was added.`),
    )
    .on(events.PropertyResidentMovedIn, (event) => tell(event, event.data.residentId, `Welcome, ${event.data.name.given}!`));
}

function statusText(status: string, delayMinutes: number | undefined): string {
  const late = delayMinutes === undefined ? '' : ` It is ${delayMinutes} minutes late; we are sorry.`;
  switch (status) {
    case 'OUT_FOR_DELIVERY':
      return `Your parcel is on its way.${late}`;
    case 'DELIVERED':
      return `Your parcel was delivered.${late}`;
    case 'FAILED':
      return `Your parcel could not be delivered.${late}`;
    default:
      return `Your parcel is ${status.toLowerCase().replaceAll('_', ' ')}.${late}`;
  }
}

function parcels(count: number): string {
  return count === 1 ? 'a parcel' : `${count} parcels`;
}

function money({ amountMinor, currency }: { readonly amountMinor: number; readonly currency: string }): string {
  return `${(amountMinor / 100).toFixed(2)} ${currency}`;
}
