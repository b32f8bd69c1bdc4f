import { ResourceCatalog } from './cloudformation';
import { SERVICES } from './services';

const CATALOG = new ResourceCatalog(SERVICES);

/**
 * Properties of a CloudFormation type whose change replaces the resource, as `planStackUpdate` asks for them.
 *
 * @returns undefined for a type that is not listed: only its family is known, or nothing
 */
export function createOnlyProperties(type: string): readonly string[] | undefined {
  return CATALOG.createOnly(type);
}
