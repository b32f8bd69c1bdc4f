import type { Bus } from '../eventbridge/bus';
import type { BusEvent } from '../eventbridge/bus-event';
import type { RuntimeEvent } from '../runtime-event';
import type { Delivery } from './delivery';
import type { Arrival } from './target-sender';

/**
 * What the observer is told about every event on its way. These run several times for each event, so every member is written out:
 * putting the objects together from parts took an eighth of the emulator's time.
 */

export function accepted(event: BusEvent, at: number, { arn: busArn }: Bus, { principal, via }: Arrival): RuntimeEvent {
  const { source, detailType, account } = event.published;
  const { eventId, event: text } = event;
  return via
    ? { kind: 'accepted', at, eventId, source, detailType, account, event: text, busArn, principal, via: via.arn }
    : { kind: 'accepted', at, eventId, source, detailType, account, event: text, busArn, principal };
}

export function archived(event: BusEvent, at: number, { arn: busArn }: Bus, archiveArn: string): RuntimeEvent {
  const { source, detailType, account } = event.published;
  return { kind: 'archived', at, eventId: event.eventId, source, detailType, account, event: event.event, busArn, archiveArn };
}

export function matched(event: BusEvent, at: number, { arn: busArn }: Bus, ruleArns: readonly string[]): RuntimeEvent {
  const { source, detailType, account } = event.published;
  return { kind: 'matched', at, eventId: event.eventId, source, detailType, account, event: event.event, busArn, ruleArns };
}

export function delivered({ event, bus, rule, target, attempts }: Delivery, at: number): RuntimeEvent {
  const { source, detailType, account } = event.published;
  return {
    kind: 'delivered',
    at,
    eventId: event.eventId,
    source,
    detailType,
    account,
    event: event.event,
    busArn: bus.arn,
    ruleArn: rule.arn,
    targetId: target.id,
    targetArn: target.arn,
    ruleAccount: rule.account,
    attempt: attempts,
  };
}
