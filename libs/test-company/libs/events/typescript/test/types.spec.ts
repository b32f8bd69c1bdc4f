import type { BusbarEvent } from '@busbar/client';
import { AccessEntryRecorded, AccessEntryRecordedV2, eventTypes } from '../src';
import { DeliveryProofCaptured, type DeliveryProofCapturedReceived } from '../src/delivery/proof-captured';
import { DeliveryStatusUpdated, type DeliveryStatusUpdatedData } from '../src/delivery/status-updated';

const status: DeliveryStatusUpdatedData = {
  deliveryId: '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11',
  propertyId: 'prop-4k7m2x9q',
  status: 'DELIVERED',
  previousStatus: 'OUT_FOR_DELIVERY',
  changedAt: '2026-11-24T14:41:20Z',
  carrier: 'ups-us',
};

it('an event type is imported by its own path, and is the same as in the index', () => {
  const event: BusbarEvent<'delivery.status.updated@1', DeliveryStatusUpdatedData> = DeliveryStatusUpdated(status);
  expect(event).toMatchObject({ type: 'delivery.status.updated@1', source: 'larkhill.delivery', data: status });
  expect(eventTypes.get('delivery.status.updated@1')).toBe(DeliveryStatusUpdated);
});

it('majors are different event types', () => {
  expect([AccessEntryRecorded.type, AccessEntryRecordedV2.type]).toEqual(['access.entry.recorded@1', 'access.entry.recorded@2']);
});

it('a union is told apart by its tag, an alternative of a newer version included', () => {
  const describeProof = (proof: DeliveryProofCapturedReceived['proof']): string => {
    switch (proof.kind) {
      case 'photo':
        return proof.sha256;
      case 'signature':
        return proof.signedBy;
      case 'pin':
        return `${proof.tries} tries`;
      default:
        return `unknown: ${proof.kind}`;
    }
  };
  expect(describeProof({ kind: 'pin', digits: 4, tries: 2 })).toBe('2 tries');
  const { metadata } = DeliveryStatusUpdated(status);
  const { data } = DeliveryProofCaptured.parse({
    metadata: { ...metadata, type: DeliveryProofCaptured.type },
    data: {
      deliveryId: status.deliveryId,
      propertyId: status.propertyId,
      capturedAt: status.changedAt,
      proof: { kind: 'fingerprint', score: 0.9 },
      parcels: ['NW00481516234210'],
    },
  });
  expect(describeProof(data.proof)).toBe('unknown: fingerprint');
});

/** What must not compile. Never called. */
export function typesOnly(): void {
  // @ts-expect-error - not a value of the enum
  DeliveryStatusUpdated({ ...status, status: 'TELEPORTED' });
  // @ts-expect-error - not a field of the contract
  DeliveryStatusUpdated({ ...status, delayMinuts: 5 });
  const { carrier: _, ...withoutCarrier } = status;
  // @ts-expect-error - a required field is missing
  DeliveryStatusUpdated(withoutCarrier);
  // @ts-expect-error - read-only
  status.carrier = 'dpd-eu';
  // @ts-expect-error - publishers send only the alternatives of the contract
  DeliveryProofCaptured({ deliveryId: '', propertyId: '', capturedAt: '', parcels: [], proof: { kind: 'fingerprint' } });
}
