import type { EventTypeName } from '../model';

/** `delivery.status.updated@1` taken apart: the event's name and its major; undefined for anything of another form. */
export function parseEventTypeName(text: string): { readonly event: string; readonly major: number } | undefined {
  const parts = /^([a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+)@([1-9]\d{0,3})$/.exec(text);
  return parts?.[1] === undefined ? undefined : { event: parts[1], major: Number(parts[2]) };
}

export function eventTypeName(event: string, major: number): EventTypeName {
  return `${event}@${major}`;
}
