import { CommandError, exitCode } from '../exit';
import type { Judgement } from './paced-calls';

/** What was read does not fit together. */
export class OrganizationChangedError extends CommandError {
  constructor(message: string) {
    super(exitCode.environment, message, 'Run it again.');
  }
}

/** All that reading an organization needs. None of these operations can be limited to resources that are known beforehand. */
export const READING_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ReadTheOrganization',
      Effect: 'Allow',
      Action: [
        'organizations:DescribeOrganization',
        'organizations:ListAccounts',
        'organizations:ListAccountsForParent',
        'organizations:ListOrganizationalUnitsForParent',
        'organizations:ListRoots',
        'organizations:ListTagsForResource',
      ],
      Resource: '*',
    },
  ],
} as const;

const THROTTLED = new Set(['TooManyRequestsException', 'ThrottlingException', 'Throttling', 'RequestLimitExceeded']);
const TRANSIENT = new Set(['ServiceException', 'TimeoutError', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
const CREDENTIALS = new Set([
  ...['CredentialsProviderError', 'ExpiredToken', 'ExpiredTokenException', 'IncompleteSignature', 'InvalidClientTokenId'],
  ...['SignatureDoesNotMatch', 'TokenRefreshRequired', 'UnrecognizedClientException'],
]);
const UNREACHABLE = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whether the same call may be answered later. */
export function judge(error: unknown): Judgement {
  const names = namesOf(error);
  if (names.some((name) => THROTTLED.has(name))) return 'throttled';
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return status >= 500 || names.some((name) => TRANSIENT.has(name)) ? 'transient' : 'final';
}

/**
 * What to tell a person of an error of AWS's.
 *
 * @param who `the profile "org-read"`
 */
export function explainedError(error: unknown, who: string): unknown {
  if (error instanceof CommandError || !(error instanceof Error)) return error;
  const names = namesOf(error);
  const is = (set: ReadonlySet<string>) => names.some((name) => set.has(name));
  const environment = (message: string, fix: string) => new CommandError(exitCode.environment, message, fix, error);
  if (names.includes('AccessDeniedException')) {
    return environment(
      `AWS Organizations refuses ${who}: ${error.message}`,
      `Only the management account and delegated administrators may read the organization. Use a role of one of them that has this policy: ${JSON.stringify(READING_POLICY)}`,
    );
  }
  if (names.includes('AWSOrganizationsNotInUseException')) {
    return environment(`The account of ${who} is in no organization: ${error.message}`, 'Use the management account of yours.');
  }
  if (is(THROTTLED)) {
    return environment(
      `AWS Organizations still refuses calls as too many: ${error.message}`,
      'Something else reads the organization too. Run it again later; --keep-tags saves a call for each account.',
    );
  }
  if (is(CREDENTIALS)) {
    return environment(`AWS does not accept ${who}: ${error.message}`, 'Log in, or name another profile with --profile.');
  }
  if (is(UNREACHABLE) || is(TRANSIENT)) {
    return environment(`AWS Organizations cannot be reached: ${error.message}`, 'Check the network and --endpoint-url.');
  }
  return '$metadata' in error ? environment(`AWS Organizations answers: ${error.message}`, 'Run it again.') : error;
}

function namesOf(error: unknown): string[] {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return [name, code].filter((each) => typeof each === 'string');
}
