import { Validations } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/** A finding that is right about the resource and wrong about us. */
export interface Acknowledgement {
  /** Which constructs; their path in the app says where they are. */
  readonly where: (construct: IConstruct) => boolean;
  /** The rule's id as its pack reports it. */
  readonly rule: string;
  readonly reason: string;
}

/** Every finding that is accepted, and why. A new one belongs here or in the template, nowhere else. */
export const acknowledgements: readonly Acknowledgement[] = [
  {
    where: ({ node }) => node.path.endsWith('DeadLetterQueue'),
    rule: 'AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue: of a rule, a bus or a function. The check only knows those of queues.',
  },
  {
    where: (construct) => construct instanceof LambdaFunction && construct.runtime.name === Runtime.NODEJS_22_X.name,
    rule: 'AwsSolutions-L1',
    reason: 'Node 22 is what the client library is tested with, and has long-term support. The check asks for the newest.',
  },
];

/** Applies the table to everything below `root`. */
export function acknowledge(root: IConstruct): void {
  for (const construct of root.node.findAll()) {
    for (const { where, rule, reason } of acknowledgements) {
      if (where(construct)) Validations.of(construct).acknowledge({ id: rule, reason });
    }
  }
}
