import type { Resource } from '../../cloudformation';
import type { ArchiveSettings } from './bus';
import { readDescription, readPattern } from './read-rule';

/** `AWS::Events::Archive`. */
export function readArchive(resource: Resource): ArchiveSettings {
  resource.checkName('ArchiveName', /^[\w.-]{1,48}$/, 'Give 1 to 48 letters, digits, dots, dashes and underscores.');
  return {
    name: resource.resolved.name,
    arn: resource.arn,
    description: readDescription(resource),
    kmsKey: resource.text('KmsKeyIdentifier'),
    retentionDays: resource.integer('RetentionDays', 0, 1_000_000) ?? 0,
    pattern: readPattern(resource, 'EventPattern'),
  };
}
