import { backstage, eventCatalog } from './catalog-exports';
import { asyncApi, cloudEvents, eventBridge, type ExportFormat, jsonSchema } from './contract-exports';

/** What contracts can be written as, by the name that `busbar contract export` takes. */
export const exportFormats = {
  asyncapi: asyncApi,
  eventbridge: eventBridge,
  cloudevents: cloudEvents,
  eventcatalog: eventCatalog,
  backstage,
  'json-schema': jsonSchema,
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof exportFormats;
