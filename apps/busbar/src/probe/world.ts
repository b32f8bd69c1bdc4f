import type { Side, Template } from './experiment';

/** What the AWS clients of one account are made with. */
export interface ClientSettings {
  readonly region: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
}

export interface StackTarget {
  readonly side: Side;
  readonly name: string;
}

export interface Deployment {
  readonly ok: boolean;
  /** Why not, as CloudFormation says it. */
  readonly reason?: string;
}

/** Where an experiment runs: on AWS, or in the embedded runtime. Everything else is the same for both, clients included. */
export interface World {
  readonly settings: (side: Side) => ClientSettings;
  /** Creates the stack, or updates it. One that cannot be created is gone again. */
  deploy(target: StackTarget, template: Template): Promise<Deployment>;
  /** Without an error when there is no such stack. @throws Error when it is still there afterwards */
  remove(target: StackTarget): Promise<void>;
  wait(seconds: number): Promise<void>;
  close(): Promise<void>;
}
