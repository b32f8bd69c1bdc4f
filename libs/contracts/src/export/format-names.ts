/** What contracts can be written as, by the names that `busbar contract export` accepts. */
export const exportFormatNames = ['asyncapi', 'eventbridge', 'cloudevents', 'eventcatalog', 'backstage', 'json-schema'] as const;
export type ExportFormatName = (typeof exportFormatNames)[number];
