import { loadAssembly as load, ResourceCatalog, type LoadedAssembly, type LoadOptions } from './cloudformation';
import type { EmulatedService } from './service/emulated-service';
import { SERVICES } from './services';

/**
 * Loads a CDK cloud assembly with the resource types of the services. Nothing is read but the assembly's own files.
 *
 * @param directory the folder with `manifest.json`
 * @param options.services @default every service of this package
 * @throws TemplateError for whatever CloudFormation would refuse, and for what cannot be resolved on this machine
 */
export async function loadAssembly(
  directory: string,
  { services = SERVICES, ...options }: LoadOptions & { readonly services?: readonly EmulatedService[] } = {},
): Promise<LoadedAssembly> {
  return load(directory, new ResourceCatalog(services), options);
}
