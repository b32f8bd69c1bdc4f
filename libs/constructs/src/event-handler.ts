import type { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { EventFunctionOptions } from './function-options';

/** Code that a function is made of. The same object for several events makes one function that receives them all. */
export type EventHandler = (HandlerSource | HandlerCode) & HandlerOptions;

/** A file that is bundled with all that it imports, by `esbuild`, which has to be installed beside the app. */
export interface HandlerSource {
  /** TypeScript or JavaScript file that exports `handler`; a path from the current directory. */
  readonly entry: string;
  readonly bundling?: BundlingOptions;
  readonly code?: never;
}

/** Code that is ready to run. */
export interface HandlerCode {
  readonly code: Code;
  readonly entry?: never;
}

export interface HandlerOptions extends EventFunctionOptions {
  /** @default index.handler */
  readonly handler?: string;
  /** @default nodejs22.x */
  readonly runtime?: Runtime;
}

export interface BundlingOptions {
  /** Packages that stay outside the bundle. @default - the AWS SDK, which the Lambda runtime has */
  readonly external?: readonly string[];
  /** @default true */
  readonly minify?: boolean;
  /** Into the bundle, for stack traces with `NODE_OPTIONS=--enable-source-maps`. @default false */
  readonly sourceMap?: boolean;
}

export function isHandler(receiver: object): receiver is EventHandler {
  return 'entry' in receiver || 'code' in receiver;
}
