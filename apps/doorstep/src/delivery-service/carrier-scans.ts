import type { EventPublisher } from '@busbar/client';
import { DeliveryStatusUpdated } from '@doorstep/events/delivery/status-updated';

type Status = Parameters<typeof DeliveryStatusUpdated>[0]['status'];

/** What a carrier's scanner sends: one line of JSON a scan. */
export interface CarrierScan {
  readonly deliveryId: string;
  readonly propertyId: string;
  readonly carrier: string;
  /** The carrier's own code. */
  readonly code: string;
  /** RFC 3339. */
  readonly scannedAt: string;
  /** Minutes behind the promised window; 0 when on time. */
  readonly minutesLate?: number;
}

const statusOfCode: Readonly<Record<string, Status>> = {
  LABEL: 'CREATED',
  PU: 'PICKED_UP',
  HUB: 'IN_TRANSIT',
  OFD: 'OUT_FOR_DELIVERY',
  DLV: 'DELIVERED',
  NDR: 'FAILED',
  RTS: 'RETURNED',
};

/** Turns carriers' scans into delivery.status.updated events; a scan that changes nothing says nothing. */
export class CarrierScans {
  readonly #publisher: Pick<EventPublisher, 'publish'>;
  readonly #statuses = new Map<string, Status>();

  constructor(publisher: Pick<EventPublisher, 'publish'>) {
    this.#publisher = publisher;
  }

  /**
   * @returns whether an event was published
   * @throws RangeError for a code that no carrier uses, EventValidationError for a scan that makes no valid event
   */
  async take(scan: CarrierScan): Promise<boolean> {
    const status = statusOfCode[scan.code];
    if (status === undefined)
      throw new RangeError(`"${scan.code}" is no scan code; known are ${Object.keys(statusOfCode).join(', ')}.`);
    const previousStatus = this.#statuses.get(scan.deliveryId) ?? null;
    if (status === previousStatus) return false;
    const { deliveryId, propertyId, carrier, scannedAt: changedAt, minutesLate = 0 } = scan;
    const event = DeliveryStatusUpdated({
      deliveryId,
      propertyId,
      status,
      previousStatus,
      changedAt,
      carrier,
      ...(minutesLate > 0 && { delayMinutes: minutesLate }),
    });
    await this.#publisher.publish(event);
    // Remembered only now: when publishing failed, the scan can be taken again.
    this.#statuses.set(deliveryId, status);
    return true;
  }
}
