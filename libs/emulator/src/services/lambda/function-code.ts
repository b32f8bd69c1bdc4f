import {
  SYNTHESIZE,
  TemplateError,
  below,
  expectObject,
  expectScalar,
  own,
  type AssetIndex,
  type ResourceCode,
  type TemplatePlace,
} from '../../cloudformation';
import type { JsonObject } from '../../cloudformation';

/**
 * Where the code of an `AWS::Lambda::Function` is on this machine; `undefined` for functions that are not run here, which are
 * those of another runtime and those in container images.
 *
 * @throws TemplateError when the code is in no asset of the assembly
 */
export function functionCode(properties: JsonObject, assets: AssetIndex, at: TemplatePlace): ResourceCode | undefined {
  const runtime = own(properties, 'Runtime');
  if (typeof runtime !== 'string' || !runtime.startsWith('nodejs')) return undefined;
  const place = below(at, 'Code');
  const code = expectObject(own(properties, 'Code'), place);
  const inline = own(code, 'ZipFile');
  if (typeof inline === 'string') return { kind: 'inline', text: inline };
  const bucket = expectScalar(own(code, 'S3Bucket'), below(place, 'S3Bucket'));
  const key = expectScalar(own(code, 'S3Key'), below(place, 'S3Key'));
  const asset = assets.find(bucket, key);
  if (asset) return { kind: asset.packaging === 'zip' ? 'directory' : 'zip', path: asset.path };
  throw new TemplateError(place, `No asset of the assembly is s3://${bucket}/${key}.`, SYNTHESIZE);
}
