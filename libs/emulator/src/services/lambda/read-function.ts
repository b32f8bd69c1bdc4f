import type { Resource } from '../../cloudformation';
import { accessKeyIdOf } from '../../credentials';
import type { FunctionDefinition } from './runtime';

/** As `GetFunctionConfiguration` gives it. */
export function configurationOf(definition: FunctionDefinition, roleArn: string): Readonly<Record<string, unknown>> {
  const { name, arn, runtime, handler, timeoutSeconds = 3, memoryMegabytes = 128, environment } = definition;
  return {
    FunctionName: name,
    FunctionArn: arn,
    Runtime: runtime,
    Role: roleArn,
    Handler: handler,
    Timeout: timeoutSeconds,
    MemorySize: memoryMegabytes,
    Version: '$LATEST',
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    ...(environment && Object.keys(environment).length > 0 && { Environment: { Variables: environment } }),
  };
}

/**
 * Reads an `AWS::Lambda::Function`. A `maxConcurrency` of 0 stops it.
 *
 * @param endpointUrl where its AWS clients go
 * @throws ResourceError for what Lambda refuses
 */
export function definitionOf(resource: Resource, roleArn: string, endpointUrl: string): FunctionDefinition {
  const { name, account, region, code } = resource.resolved;
  if (!code) throw resource.fail('Code', 'is not in the cloud assembly.', 'Synthesize with the asset.');
  const timeoutSeconds = resource.integer('Timeout', 1, 900);
  const memoryMegabytes = resource.integer('MemorySize', 128, 10_240);
  const reserved = resource.integer('ReservedConcurrentExecutions', 0, 1_000);
  return {
    name,
    arn: resource.arn,
    code,
    handler: resource.requiredText('Handler'),
    runtime: resource.requiredText('Runtime'),
    environment: resource.part('Environment')?.textMap('Variables') ?? {},
    credentials: { accessKeyId: accessKeyIdOf({ account, role: roleArn.split('/').at(-1) ?? '' }), secretAccessKey: 'local' },
    endpointUrl,
    region,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(memoryMegabytes !== undefined && { memoryMegabytes }),
    ...(reserved !== undefined && { maxConcurrency: Math.min(reserved, 10) }),
  };
}
