import type { EmulatedService } from '../service/emulated-service';
import { cloudformation } from './cloudformation';
import { cloudwatch } from './cloudwatch';
import { codeartifact } from './codeartifact';
import { codebuild } from './codebuild';
import { codeconnections } from './codeconnections';
import { codepipeline } from './codepipeline';
import { eks } from './eks';
import { eventBridge } from './eventbridge';
import { iam } from './iam';
import { kms } from './kms';
import { lambda } from './lambda';
import { logs } from './logs';
import { oam } from './oam';
import { organizations } from './organizations';
import { s3 } from './s3';
import { scheduler } from './scheduler';
import { sns } from './sns';
import { sqs } from './sqs';
import { ssm } from './ssm';
import { sts } from './sts';
import { xray } from './xray';

/** Everything that is emulated. A new service is a folder beside this file, and a line here. */
export const SERVICES: readonly EmulatedService[] = [
  ...[eventBridge, sqs, lambda, sts, iam, kms, logs, sns, ssm],
  ...[cloudwatch, oam, xray, s3, codepipeline, codebuild, codeconnections, codeartifact, scheduler, eks],
  ...[organizations, cloudformation],
];

export { eventBridge, lambda, sqs, ssm };
export type { QueueCounts } from './sqs';
