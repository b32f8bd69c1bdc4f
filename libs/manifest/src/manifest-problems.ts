import { problemsOf, type ProblemKinds } from '@busbar/problem';

/** What can be wrong between the files of a configuration. */
export type ManifestProblemCode =
  | 'organization/duplicate-account'
  | 'organization/unknown-parent'
  | 'account/invalid-id'
  | 'account/not-in-organization'
  | 'account/not-active'
  | 'account/no-match'
  | 'account/several-match'
  | 'account/used-by-two-stages'
  | 'account/is-central'
  | 'account/is-management'
  | 'pipeline/account-in-use'
  | 'pipeline/connection-not-shareable'
  | 'stage/unknown'
  | 'stage/duplicate-order'
  | 'stage/order-gap'
  | 'stage/sink-elsewhere'
  | 'team/unknown'
  | 'publisher/unknown'
  | 'publisher/does-not-own-domain'
  | 'approval/unknown-service'
  | 'approval/not-needed'
  | 'subscription/not-approved'
  | 'subscription/unknown-service'
  | 'subscription/unknown-event'
  | 'subscription/unknown-major'
  | 'subscription/retired-event'
  | 'subscription/deprecated-event'
  | 'subscription/paused'
  | 'subscription/unknown-read'
  | 'subscription/duplicate-name'
  | 'subscription/duplicate'
  | 'subscription/retry-cut-short'
  | 'subscription/previous-name-in-use'
  | 'subscription/retired-but-live'
  | 'text/read-by-cloudformation'
  | 'delivery/defined-in-without-team'
  | 'delivery/invalid-function-name'
  | 'filter/invalid-pattern'
  | 'filter/unknown-field'
  | 'filter/not-a-leaf'
  | 'filter/wrong-type'
  | 'filter/impossible-value';

export const manifestProblems: ProblemKinds<ManifestProblemCode> = {
  'organization/duplicate-account': { severity: 'error', meaning: 'Two accounts of the organization have the same id.' },
  'organization/unknown-parent': { severity: 'error', meaning: 'The parent OU of an account or OU is not in the snapshot.' },
  'account/invalid-id': {
    severity: 'error',
    meaning: 'An account id is not a string of twelve digits; without quotes YAML reads a number and drops leading zeros.',
  },
  'account/not-in-organization': { severity: 'error', meaning: 'An account is not in the snapshot of the organization.' },
  'account/not-active': {
    severity: 'error',
    meaning: 'An account is suspended, closed, being closed or not activated; nothing can be deployed to it.',
  },
  'account/no-match': {
    severity: 'error',
    meaning: 'No account of the organization has the name, the OU and the tags by which an account is named.',
  },
  'account/several-match': {
    severity: 'error',
    meaning: 'Several accounts of the organization have the name, the OU and the tags by which one account is named.',
  },
  'account/used-by-two-stages': {
    severity: 'error',
    meaning: 'Two stages use the same account; stages must be isolated from each other.',
  },
  'account/is-central': {
    severity: 'error',
    meaning: 'A service is in the account of the central bus; its subscriber bus would need the same name.',
  },
  'account/is-management': {
    severity: 'error',
    meaning: 'A service, the central bus or the pipeline is in the management account of the organization.',
  },
  'pipeline/account-in-use': {
    severity: 'error',
    meaning: 'The pipeline is in an account of a stage; it may change every stage, so whoever works there could, too.',
  },
  'pipeline/connection-not-shareable': {
    severity: 'error',
    meaning: "The pipeline's connection is in another account and of the kind that AWS does not share between accounts.",
  },
  'stage/unknown': { severity: 'error', meaning: 'A service names an account for a stage that does not exist.' },
  'stage/duplicate-order': { severity: 'error', meaning: 'Two stages have the same order.' },
  'stage/order-gap': { severity: 'error', meaning: 'The orders of the stages are not 1, 2, 3, … without a gap.' },
  'stage/sink-elsewhere': {
    severity: 'error',
    meaning:
      'The sink of a stage is in another Region, or the one that it has made is said to be in another account or was not asked for.',
  },
  'team/unknown': { severity: 'error', meaning: 'An owner is not in teams.yaml.' },
  'publisher/unknown': { severity: 'error', meaning: 'The publisher of an event is not a service.' },
  'publisher/does-not-own-domain': {
    severity: 'error',
    meaning: 'The team of a publisher does not own the domain that the event belongs to, so it may not use its source.',
  },
  'approval/unknown-service': { severity: 'error', meaning: 'A service that may subscribe to an event does not exist.' },
  'approval/not-needed': {
    severity: 'warning',
    meaning: 'An event lists services that may subscribe, though everybody may.',
  },
  'subscription/not-approved': {
    severity: 'error',
    meaning: 'A subscription is to an event that needs the approval of its owner, and the service has none.',
  },
  'subscription/unknown-service': { severity: 'error', meaning: 'Subscriptions are for a service that does not exist.' },
  'subscription/unknown-event': { severity: 'error', meaning: 'A subscription is to an event that does not exist.' },
  'subscription/unknown-major': { severity: 'error', meaning: 'A subscription is to a major that the event does not have.' },
  'subscription/retired-event': {
    severity: 'error',
    meaning: 'A subscription is to an event type that is no longer published.',
  },
  'subscription/deprecated-event': { severity: 'warning', meaning: 'A subscription is to a deprecated event type.' },
  'subscription/paused': {
    severity: 'warning',
    meaning: 'A subscription is paused: what is published meanwhile is not delivered.',
  },
  'subscription/unknown-read': {
    severity: 'error',
    meaning: 'A subscription lists a field in "reads" that the contract does not have.',
  },
  'subscription/duplicate-name': { severity: 'error', meaning: 'Two subscriptions of a service have the same name.' },
  'subscription/duplicate': {
    severity: 'warning',
    meaning: 'Two subscriptions of a service deliver the same events to the same place.',
  },
  'subscription/retry-cut-short': {
    severity: 'warning',
    meaning: 'A function receives subscriptions with different `retry`: the strictest holds for all, once Lambda has the event.',
  },
  'subscription/previous-name-in-use': {
    severity: 'error',
    meaning: 'The previous name of a subscription is that of another subscription of the service, or its own.',
  },
  'subscription/retired-but-live': {
    severity: 'error',
    meaning: 'config/retired.yaml lets the queues of a subscription be deleted that is still there.',
  },
  'text/read-by-cloudformation': {
    severity: 'error',
    meaning: 'CloudFormation would interpret this text or key and replace it in the templates, for example with a secret.',
  },
  'delivery/defined-in-without-team': {
    severity: 'error',
    meaning: 'A delivery that the platform draws says where the stack of the team is.',
  },
  'delivery/invalid-function-name': { severity: 'error', meaning: 'Lambda does not accept the name of a function.' },
  'filter/invalid-pattern': { severity: 'error', meaning: 'EventBridge does not accept a filter as an event pattern.' },
  'filter/unknown-field': {
    severity: 'error',
    meaning: 'A filter is on a field that the contract does not have; it would never match.',
  },
  'filter/not-a-leaf': {
    severity: 'error',
    meaning: 'A filter compares values with a field that is an object; it would never match.',
  },
  'filter/wrong-type': {
    severity: 'error',
    meaning: 'A filter compares a field with values of another type; it would never match.',
  },
  'filter/impossible-value': {
    severity: 'error',
    meaning: 'A filter is on a value that the contract does not allow; it would never match, or always.',
  },
};

export const manifestProblem = problemsOf(manifestProblems);
