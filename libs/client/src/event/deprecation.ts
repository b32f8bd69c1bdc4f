/** The announced end of an event type, as it was known when the bindings were generated. */
export interface Deprecation {
  /** The last day on which it may be published, in UTC: `2027-03-31`. Absent while none is set. */
  readonly sunset?: string;
  /** The event type to move to. */
  readonly replacement?: string;
}

/** `parcel.moved@1 is deprecated; it may be published until 2027-03-31. Publish parcel.moved@2 instead.` */
export function describeDeprecation(type: string, { sunset, replacement }: Deprecation): string {
  const until = sunset === undefined ? '' : `; it may be published until ${sunset}`;
  return `${type} is deprecated${until}.${replacement === undefined ? '' : ` Publish ${replacement} instead.`}`;
}
