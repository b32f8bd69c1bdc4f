import type { BusbarEvent } from '@busbar/client';
import * as events from '@doorstep/events';
import { Random } from './random';

/** Deliveries that are under way at the same time. */
const concurrentDeliveries = 24;
/** Share of events that have nothing to do with a delivery: devices, residents, invoices. */
const backgroundShare = 0.25;

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * The life of a neighbourhood as an endless sequence of events, in a plausible order and mix: deliveries that run side by side
 * from booking to fee, and what goes on around them. The events differ with `seed`; their times are those of `now`.
 */
export function* neighbourhood(seed = 1, now: () => number = Date.now): Generator<BusbarEvent, never> {
  const random = new Random(seed);
  const underWay = Array.from({ length: concurrentDeliveries }, () => delivery(random, now));
  for (;;) {
    if (random.chance(backgroundShare)) {
      yield background(random, now);
      continue;
    }
    const i = random.whole(0, concurrentDeliveries - 1);
    const step = underWay[i]?.next();
    if (step?.done === false) yield step.value;
    else underWay[i] = delivery(random, now);
  }
}

/** One delivery, from booking to the end of the courier's access; every event is caused by the one before it. */
function* delivery(random: Random, now: () => number): Generator<BusbarEvent, void> {
  const place = home(random);
  const deliveryId = random.uuid();
  const courierId = `cour-${random.text(8)}`;
  const carrier = random.oneOf(['ups-us', 'fedex-us', 'dhl-eu', 'internal-us', 'canadapost-ca']);
  const identity = { deliveryId, propertyId: place.propertyId };
  const at = (offset = 0) => new Date(now() + offset).toISOString();

  let latest: BusbarEvent = events.DeliveryOrderScheduled({
    ...identity,
    residentId: random.uuid(),
    merchant: random.oneOf(['Harbour Books', 'Fresh & Near', 'Lumen Lights', 'Northside Hardware']),
    serviceLevel: random.oneOf(['STANDARD', 'NEXT_DAY', 'SAME_DAY', 'EXPRESS']),
    dropOff: { kind: place.kind, entranceId: place.entranceId },
    window: { from: at(120 * minute), to: at(240 * minute) },
    address: {
      line1: `${random.whole(1, 900)} Alder Street`,
      line2: null,
      city: 'Seattle',
      postalCode: `98${random.whole(100, 199)}`,
      country: 'US',
    },
    parcels: Array.from({ length: random.whole(1, 3) }, () => ({
      trackingNumber: random.text(18, 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'),
      weightGrams: random.whole(50, 20_000),
      fragile: random.chance(0.2),
    })),
  });
  yield latest;

  const grantId = random.uuid();
  yield (latest = events.AccessGrantIssued(
    {
      grantId,
      propertyId: place.propertyId,
      entranceId: place.entranceId,
      purpose: 'DELIVERY',
      deliveryId,
      holder: { kind: 'COURIER', reference: courierId },
      validity: { from: at(120 * minute), until: at(240 * minute) },
      credential: random.oneOf(['APP', 'PIN', 'CARD']),
      maxEntries: 1,
    },
    { causedBy: latest },
  ));

  let previousStatus: string | null = null;
  const become = (status: Parameters<typeof events.DeliveryStatusUpdated>[0]['status'], delayMinutes?: number) => {
    const updated = events.DeliveryStatusUpdated(
      { ...identity, status, previousStatus, changedAt: at(), carrier, ...(delayMinutes && { delayMinutes }) },
      { causedBy: latest },
    );
    previousStatus = status;
    return (latest = updated);
  };
  yield become('CREATED');
  yield become('PICKED_UP');
  yield become('IN_TRANSIT', random.chance(0.2) ? random.whole(1, 90) : undefined);
  yield become('OUT_FOR_DELIVERY');

  for (let distanceMeters = random.whole(1_500, 4_000); distanceMeters > 100; distanceMeters = Math.floor(distanceMeters / 3)) {
    yield (latest = events.DeliveryCourierLocated(
      {
        deliveryId,
        courierId,
        location: place.location,
        distanceMeters,
        etaSeconds: Math.round(distanceMeters / 8),
        locatedAt: at(),
        headingDegrees: null,
      },
      { causedBy: latest },
    ));
  }
  yield (latest = events.DeliveryCourierArrived(
    {
      ...identity,
      courierId,
      entranceId: place.entranceId,
      arrivedAt: at(),
      location: place.location,
      vehicle: random.oneOf(['VAN', 'CAR', 'BICYCLE']),
      deviceIds: [place.lockId],
    },
    { causedBy: latest },
  ));

  if (random.chance(0.05)) {
    yield (latest = events.DeliveryAttemptFailed(
      {
        ...identity,
        courierId,
        attempt: random.whole(1, 3),
        failedAt: at(),
        reason: random.oneOf(['ACCESS_DENIED', 'ACCESS_EXPIRED', 'DEVICE_OFFLINE', 'RESIDENT_REFUSED', 'UNSAFE']),
        deviceId: place.lockId,
      },
      { causedBy: latest },
    ));
    yield become('FAILED');
  } else {
    yield (latest = events.AccessEntryRecordedV2(
      {
        entryId: random.uuid(),
        grantId,
        propertyId: place.propertyId,
        entranceId: place.entranceId,
        deviceId: place.lockId,
        outcome: 'OPENED',
        purpose: 'DELIVERY',
        enteredAt: at(),
        openSeconds: random.whole(8, 90),
      },
      { causedBy: latest },
    ));
    yield become('DELIVERED');
    yield (latest = events.DeliveryProofCaptured(
      { ...identity, capturedAt: at(), proof: proof(random), parcels: [random.text(18, 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789')] },
      { causedBy: latest },
    ));
    yield events.BillingFeeAssessed(
      {
        feeId: random.uuid(),
        residentId: random.uuid(),
        propertyId: place.propertyId,
        kind: 'DELIVERY',
        amount: { amountMinor: 499, currency: 'USD' },
        deliveryId,
        assessedAt: at(),
      },
      { causedBy: latest },
    );
  }
  yield events.AccessGrantRevoked(
    { grantId, propertyId: place.propertyId, entranceId: place.entranceId, reason: 'USED', revokedAt: at() },
    { causedBy: latest },
  );
}

/** Something that happens without a delivery; telemetry most often, as everywhere. */
function background(random: Random, now: () => number): BusbarEvent {
  const { propertyId, entranceId, lockId: deviceId } = home(random);
  const time = new Date(now()).toISOString();
  const date = (days: number) => new Date(now() + days * day).toISOString().slice(0, 10);
  const dice = random.next();
  if (dice < 0.55) {
    return events.DeviceTelemetryReported({
      deviceId,
      propertyId,
      reportedAt: time,
      model: random.oneOf(['LK20', 'LK21b', 'CM300']),
      readings: {
        temperatureCelsius: random.whole(-15, 30),
        batteryPercent: random.whole(5, 100),
        openings: random.whole(0, 40),
      },
    });
  }
  if (dice < 0.68) {
    const status = random.oneOf(['ONLINE', 'OFFLINE', 'DEGRADED', 'MAINTENANCE']);
    return events.DeviceStatusChanged({
      deviceId,
      propertyId,
      status,
      changedAt: time,
      firmware: '4.12.0',
      signalDbm: random.whole(-95, -30),
    });
  }
  if (dice < 0.76) {
    return events.DeviceBatteryLowV2({
      deviceId,
      propertyId,
      percent: random.whole(1, 15),
      daysLeft: random.whole(1, 30),
      battery: random.oneOf(['AA', 'CR123A', 'RECHARGEABLE']),
      measuredAt: time,
    });
  }
  if (dice < 0.8) {
    const severity = random.oneOf(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);
    return events.DeviceTamperDetected({
      deviceId,
      propertyId,
      entranceId,
      detectedAt: time,
      severity,
      signals: ['CASE_SWITCH', 'ACCELEROMETER'],
    });
  }
  if (dice < 0.86) {
    return events.PropertyResidentMovedIn({
      residentId: random.uuid(),
      propertyId,
      unitId: `unit-${random.text(10)}`,
      from: date(14),
      name: { given: 'Robin', family: random.oneOf(['Okafor', 'Lindqvist', 'Tanaka', 'Moreau']) },
      email: `${random.text(8)}@mail.example`,
      language: random.oneOf(['en', 'fr-CA', 'es']),
      plan: random.oneOf(['BASIC', 'PLUS', 'FAMILY']),
    });
  }
  if (dice < 0.9) {
    return events.PropertyResidentMovedOut({
      residentId: random.uuid(),
      propertyId,
      unitId: `unit-${random.text(10)}`,
      on: date(30),
      keepsAccount: random.chance(0.4),
    });
  }
  const payment = {
    paymentId: random.uuid(),
    invoiceId: random.uuid(),
    residentId: random.uuid(),
    amount: { amountMinor: random.whole(500, 9_000), currency: 'USD' },
    method: random.oneOf(['CARD', 'BANK_DEBIT', 'WALLET']),
  } as const;
  if (dice < 0.97) return events.BillingPaymentSettled({ ...payment, settledAt: time });
  return events.BillingPaymentDeclined({
    ...payment,
    reason: random.oneOf(['INSUFFICIENT_FUNDS', 'EXPIRED', 'FRAUD_SUSPECTED']),
    attempt: random.whole(1, 4),
    retryOn: date(3),
    declinedAt: time,
  });
}

function home(random: Random) {
  const [kind, suffix] = random.oneOf([
    ['GARAGE', 'garage'],
    ['GARAGE', 'garage'],
    ['LOBBY', 'lobby'],
    ['PARCEL_ROOM', 'parcel-room'],
  ]);
  return {
    kind,
    propertyId: `prop-${random.text(8)}`,
    entranceId: `ent-${random.text(6)}-${suffix}`,
    lockId: `lock-${random.hex(12)}`,
    location: { latitude: 47.6 + random.next() / 10, longitude: -122.3 - random.next() / 10 },
  };
}

function proof(random: Random): Parameters<typeof events.DeliveryProofCaptured>[0]['proof'] {
  const dice = random.next();
  if (dice < 0.7) return { kind: 'photo', url: `https://proofs.doorstep.example/${random.hex(16)}.jpg`, sha256: random.hex(64) };
  if (dice < 0.9) return { kind: 'pin', digits: 6, tries: 1 };
  return { kind: 'signature', signedBy: 'R. Okafor', relation: 'RESIDENT' };
}
