import { backstage, eventCatalog } from './catalog-exports';
import { asyncApi, cloudEvents, eventBridge, jsonSchema, type ExportFormat } from './contract-exports';
import type { ExportFormatName } from './format-names';

export const exportFormats: Readonly<Record<ExportFormatName, ExportFormat>> = {
  asyncapi: asyncApi,
  eventbridge: eventBridge,
  cloudevents: cloudEvents,
  eventcatalog: eventCatalog,
  backstage,
  'json-schema': jsonSchema,
};
