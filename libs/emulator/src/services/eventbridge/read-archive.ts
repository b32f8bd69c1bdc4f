import type { Resource } from '../../cloudformation';
import { Archive } from './bus';
import { readPattern } from './read-rule';

/** `AWS::Events::Archive`. */
export function readArchive(resource: Resource): Archive {
  return new Archive({
    name: resource.resolved.name,
    arn: resource.arn,
    retentionDays: resource.integer('RetentionDays', 0, 1_000_000) ?? 0,
    pattern: readPattern(resource, 'EventPattern'),
  });
}
