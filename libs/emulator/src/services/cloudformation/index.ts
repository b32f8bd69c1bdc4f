import type { EmulatedService } from '../../service/emulated-service';
import { awsQuery } from '../../wire/protocol';
import { cloudFormationOperations } from './operations';

const VERSION = '2010-05-15';
const NAMESPACE = `http://cloudformation.amazonaws.com/doc/${VERSION}/`;

/** What operators read of the stacks, and the little that they do to them by hand. */
export const cloudformation: EmulatedService = {
  name: 'cloudformation',
  title: 'CloudFormation',
  resourceTypes: {},
  create: (context) => ({
    apis: [
      {
        kind: 'query',
        protocol: awsQuery(NAMESPACE),
        version: VERSION,
        namespace: NAMESPACE,
        operations: cloudFormationOperations(context),
      },
    ],
  }),
};
