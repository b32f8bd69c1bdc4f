import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { below, expectObject, expectText, isObject, own, parseJson } from './json';
import type { StackIdentity } from './template-scope';
import { partitionOf } from '@busbar/arn';
import type { TemplatePlace } from './template-error';

/** A file asset where synthesis left it. `zip` packaging: the path is the folder that deployment would zip. */
export interface Asset {
  readonly path: string;
  readonly packaging: 'file' | 'zip';
}

/** Finds on disk what a template expects in an assets bucket. */
export class AssetIndex {
  readonly #assets = new Map<string, Asset>();

  /** Adds the file assets of an asset manifest (`<stack>.assets.json`). */
  async add(manifestFile: string, environment: Pick<StackIdentity, 'account' | 'region'>): Promise<void> {
    const place: TemplatePlace = { stack: manifestFile };
    const manifest = expectObject(parseJson(await readFile(manifestFile, 'utf8'), place), place);
    const files = own(manifest, 'files');
    if (!isObject(files)) return;
    for (const [id, file] of Object.entries(files)) {
      const at = below(below(place, 'files'), id);
      const source = own(expectObject(file, at), 'source');
      // An asset that a program makes at deployment has no path; what needs it says so.
      const path = isObject(source) ? own(source, 'path') : undefined;
      if (!isObject(source) || typeof path !== 'string') continue;
      const asset: Asset = {
        path: resolve(dirname(manifestFile), path),
        packaging: own(source, 'packaging') === 'zip' ? 'zip' : 'file',
      };
      const destinations = expectObject(own(expectObject(file, at), 'destinations'), below(at, 'destinations'));
      for (const [name, destination] of Object.entries(destinations)) {
        const to = below(below(at, 'destinations'), name);
        const bucket = expectText(own(expectObject(destination, to), 'bucketName'), below(to, 'bucketName'));
        const key = expectText(own(expectObject(destination, to), 'objectKey'), below(to, 'objectKey'));
        this.#assets.set(location(fillPlaceholders(bucket, environment), fillPlaceholders(key, environment)), asset);
      }
    }
  }

  /** `undefined` when no manifest names the object, or its file is gone. */
  find(bucket: string, key: string): Asset | undefined {
    const asset = this.#assets.get(location(bucket, key));
    return asset && existsSync(asset.path) ? asset : undefined;
  }

  /** The asset behind an S3 URL, in path style or with the bucket in the host name. */
  findByUrl(url: string): Asset | undefined {
    const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: '', pathname: '' };
    const path = pathname.slice(1);
    const bucketInHost = /^(.+)\.s3[.-]/.exec(host)?.[1];
    if (bucketInHost !== undefined) return this.find(bucketInHost, path);
    const slash = path.indexOf('/');
    return slash < 0 ? undefined : this.find(path.slice(0, slash), path.slice(slash + 1));
  }
}

function location(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}

/** Asset manifests may leave account, region and partition open. */
function fillPlaceholders(text: string, { account, region }: Pick<StackIdentity, 'account' | 'region'>): string {
  return text
    .replaceAll('${AWS::AccountId}', account)
    .replaceAll('${AWS::Region}', region)
    .replaceAll('${AWS::Partition}', partitionOf(region));
}
