import { domainShape, eventShape, exampleShape, ledgerShape } from '@busbar/contracts';
import * as z from 'zod';
import {
  organizationShape,
  platformShape,
  retiredShape,
  serviceShape,
  stageShape,
  subscriptionsShape,
  teamsShape,
} from './shapes';

const SHAPES: Readonly<Record<string, z.ZodType>> = {
  platform: platformShape,
  organization: organizationShape,
  teams: teamsShape,
  stage: stageShape,
  service: serviceShape,
  subscriptions: subscriptionsShape,
  retired: retiredShape,
  domain: domainShape,
  event: eventShape,
  example: exampleShape,
  ledger: ledgerShape,
};

/**
 * JSON Schemas of the files in `config/`, by file name (`service.schema.json`), for editors that complete and check while one
 * types. They stand in `config/.schemas/`, where the first line of each YAML file refers to.
 */
export function editorSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => [
      `${name}.schema.json`,
      z.toJSONSchema(shape, { target: 'draft-7', io: 'input' }),
    ]),
  );
}
