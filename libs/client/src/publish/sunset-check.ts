import { deprecationOf, type BusbarEvent } from '../event/busbar-event';
import { describeDeprecation } from '../event/deprecation';
import { SunsetError } from './errors';

/**
 * What a publisher makes of events whose type is deprecated: a warning, once for each type; after the sunset an error. The day
 * that counts is the event's own (`metadata.time`), so that what waited in an outbox still goes out.
 */
export class SunsetCheck {
  readonly #pastSunset: 'refuse' | 'warn';
  readonly #warned = new Set<string>();

  constructor(pastSunset: 'refuse' | 'warn') {
    this.#pastSunset = pastSunset;
  }

  /** @throws SunsetError */
  check(event: BusbarEvent): void {
    const deprecation = deprecationOf(event);
    if (deprecation === undefined) return;
    const { type, metadata } = event;
    const isPast = deprecation.sunset !== undefined && metadata.time.slice(0, 10) > deprecation.sunset;
    if (isPast && this.#pastSunset === 'refuse') throw new SunsetError(type, metadata.id, deprecation);
    if (this.#warned.has(type)) return;
    this.#warned.add(type);
    process.emitWarning(describeDeprecation(type, deprecation), {
      type: 'DeprecationWarning',
      code: 'BUSBAR_DEPRECATED_EVENT_TYPE',
    });
  }
}
