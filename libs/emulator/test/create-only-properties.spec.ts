import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createOnlyProperties, SERVICES } from '../src';

interface SchemaType {
  readonly cloudFormationType: string;
  readonly properties: Readonly<Record<string, { readonly causesReplacement?: 'yes' | 'no' | 'maybe' }>>;
}

/** The CloudFormation schemas that the CDK's program carries (`@aws-cdk/aws-service-spec`). */
function cloudFormationTypes(): ReadonlyMap<string, SchemaType> {
  const folder = join(require.resolve('aws-cdk/package.json'), '..');
  const database = JSON.parse(gunzipSync(readFileSync(join(folder, 'db.json.gz'))).toString()) as {
    schema: { resource: object };
  };
  const types = new Map<string, SchemaType>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('cloudFormationType' in value) types.set(String(value.cloudFormationType), value as SchemaType);
    else Object.values(value).forEach(visit);
  };
  visit(database.schema.resource);
  return types;
}

describe('properties whose change replaces a resource', () => {
  const schemas = cloudFormationTypes();
  const types = SERVICES.flatMap(({ resourceTypes }) => Object.keys(resourceTypes));

  it.each(types)('are those of CloudFormation’s schema for %s', (type) => {
    const properties = Object.entries(schemas.get(type)?.properties ?? { unknown: { causesReplacement: 'yes' as const } });
    const replacing = properties.filter(([, { causesReplacement }]) => causesReplacement === 'yes').map(([name]) => name);
    expect([...(createOnlyProperties(type) ?? [])].sort()).toEqual(replacing.sort());
  });

  it('are not known for a type that is not listed, not even when its family is', () => {
    expect(createOnlyProperties('AWS::Nothing::Known')).toBeUndefined();
    expect(createOnlyProperties('AWS::Logs::MetricFilter')).toBeUndefined();
  });
});
