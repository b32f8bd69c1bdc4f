import { problemsOf, type ProblemKinds } from '@busbar/problem';

/** What can be wrong with a stage although every file by itself is right. */
export type TopologyProblemCode =
  | 'topology/pattern-too-long'
  | 'topology/filters-not-combinable'
  | 'topology/route-without-heartbeat'
  | 'topology/name-collision'
  | 'topology/bucket-name-too-long'
  | 'topology/bus-moved'
  | 'topology/publisher-not-in-stage'
  | 'topology/receiver-not-defined'
  | 'topology/receiver-shared'
  | 'topology/quota-exceeded'
  | 'topology/quota-nearly-exceeded'
  | 'topology/unknown-quota'
  | 'topology/fixed-quota-raised'
  | 'topology/invalid-raised-quota';

export const topologyProblems: ProblemKinds<TopologyProblemCode> = {
  'topology/pattern-too-long': {
    severity: 'error',
    meaning: 'A filter, or all filters of one account on an event type together, are longer than EventBridge allows.',
  },
  'topology/filters-not-combinable': {
    severity: 'error',
    meaning: 'Filters of one account on an event type cannot be alternatives of one rule; EventBridge would misread them.',
  },
  'topology/route-without-heartbeat': {
    severity: 'warning',
    meaning:
      'A filter cannot be an alternative of a rule, so that its route has no heartbeat and no alarm tells when it falls silent.',
  },
  'topology/name-collision': {
    severity: 'error',
    meaning: 'Two subscriptions of one account would have a rule or queue of the same name, or one the name of the heartbeats.',
  },
  'topology/bucket-name-too-long': {
    severity: 'error',
    meaning:
      'The name of the bucket that the pipelines share, which has the name of the company in it, is longer than S3 accepts.',
  },
  'topology/bus-moved': {
    severity: 'error',
    meaning: 'The central bus of a stage that is deployed would have another name, account or Region.',
  },
  'topology/publisher-not-in-stage': {
    severity: 'warning',
    meaning: 'A subscription receives nothing in a stage, because the publisher has no account there.',
  },
  'topology/receiver-not-defined': {
    severity: 'error',
    meaning:
      'A subscription is delivered to a function that no stack of the workspace defines, and that is not declared `definedIn: elsewhere`.',
  },
  'topology/receiver-shared': {
    severity: 'error',
    meaning: 'Services of one account deliver to a function of the same name, but a function runs as one service.',
  },
  'topology/quota-exceeded': { severity: 'error', meaning: 'A stage needs more than an AWS quota allows.' },
  'topology/quota-nearly-exceeded': { severity: 'warning', meaning: 'A stage needs 80 % or more of an AWS quota.' },
  'topology/unknown-quota': { severity: 'error', meaning: '`raisedQuotas` names a quota that Busbar does not know.' },
  'topology/fixed-quota-raised': { severity: 'error', meaning: '`raisedQuotas` names a quota that AWS does not raise.' },
  'topology/invalid-raised-quota': {
    severity: 'error',
    meaning: 'A raised quota is not a positive integer, or is beyond what AWS grants.',
  },
};

export const topologyProblem = problemsOf(topologyProblems);
