import type { DeliverySummary, EventSummary, RuntimeEvent } from './runtime-event';

/**
 * Runtime events of every event on its way. These run several times for each event, so every member is written out: putting the
 * objects together from parts took an eighth of the emulator's time.
 */

/** @param via ARN of the rule that forwarded the event from another bus */
export function accepted(event: EventSummary, at: number, busArn: string, principal: string, via?: string): RuntimeEvent {
  const { eventId, source, detailType, account, event: text } = event;
  return via === undefined
    ? { kind: 'accepted', at, eventId, source, detailType, account, event: text, busArn, principal }
    : { kind: 'accepted', at, eventId, source, detailType, account, event: text, busArn, principal, via };
}

export function archived(event: EventSummary, at: number, busArn: string, archiveArn: string): RuntimeEvent {
  const { eventId, source, detailType, account, event: text } = event;
  return { kind: 'archived', at, eventId, source, detailType, account, event: text, busArn, archiveArn };
}

export function matched(event: EventSummary, at: number, busArn: string, ruleArns: readonly string[]): RuntimeEvent {
  const { eventId, source, detailType, account, event: text } = event;
  return { kind: 'matched', at, eventId, source, detailType, account, event: text, busArn, ruleArns };
}

/** Accepted, for a bus that does not exist, or that cannot keep it. */
export function lost(event: EventSummary, at: number, busArn: string, principal: string, reason?: string): RuntimeEvent {
  const { eventId, source, detailType, account, event: text } = event;
  const record = { kind: 'lost', at, eventId, source, detailType, account, event: text, busArn, principal } as const;
  return reason === undefined ? record : { ...record, reason };
}

export function delivered(delivery: DeliverySummary & { readonly attempts: number }, at: number): RuntimeEvent {
  const { eventId, source, detailType, account, event, busArn, ruleArn, targetId, targetArn, ruleAccount, attempts } = delivery;
  return {
    kind: 'delivered',
    at,
    eventId,
    source,
    detailType,
    account,
    event,
    busArn,
    ruleArn,
    targetId,
    targetArn,
    ruleAccount,
    attempt: attempts,
  };
}

/** Only what belongs to a summary, of anything that has it. */
export function summaryOf(delivery: DeliverySummary): DeliverySummary {
  const { eventId, source, detailType, account, event, busArn, ruleArn, targetId, targetArn, ruleAccount } = delivery;
  return { eventId, source, detailType, account, event, busArn, ruleArn, targetId, targetArn, ruleAccount };
}

/** Made by EventBridge for a rule that is due. */
export function scheduled(event: EventSummary, at: number, busArn: string, ruleArn: string): RuntimeEvent {
  const { eventId, source, detailType, account, event: text } = event;
  return { kind: 'scheduled', at, eventId, source, detailType, account, event: text, busArn, ruleArn };
}
