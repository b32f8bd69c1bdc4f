import { EventConsumer, embeddedMetrics } from '@busbar/client';
import { DeliveryCourierArrived } from '@doorstep/events/delivery/courier-arrived';
import { DeviceTamperDetected } from '@doorstep/events/device/tamper-detected';

/** Entrances that opened for a courier or are locked down, as this environment of the function knows them. */
const doors = new Map<string, 'armed' | 'locked-down'>();

/** The function `access-doors`: what happens at a door within seconds. */
export const { handler } = new EventConsumer({ onHandled: embeddedMetrics() })
  .on(DeliveryCourierArrived, ({ data }) => {
    // A locked door stays locked until a person looks at it.
    if (doors.get(data.entranceId) !== 'locked-down') doors.set(data.entranceId, 'armed');
  })
  .on(DeviceTamperDetected, ({ data }) => {
    doors.set(data.entranceId, 'locked-down');
  });
