/**
 * The fields of an event on EventBridge.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export const EVENT_FIELDS: ReadonlySet<string> = new Set([
  ...['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail', 'replay-name'],
]);

/**
 * The fields of an entry of `PutEvents`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
export const ENTRY_FIELDS: ReadonlySet<string> = new Set([
  ...['Source', 'DetailType', 'Detail', 'EventBusName', 'Resources', 'Time', 'TraceHeader'],
]);

/** Whether an object has no other keys. With others it is data that has such fields too. */
export function hasOnly(value: object, keys: ReadonlySet<string>): boolean {
  return Object.keys(value).every((key) => keys.has(key));
}
