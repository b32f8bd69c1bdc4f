import { randomBytes, randomUUID } from 'node:crypto';
import { denialMessage } from '../../identity/authorizer';
import { sessionOf } from '../../identity/caller';
import type { ServiceContext } from '../../service/emulated-service';
import type { Call } from '../../wire/call';
import { escapeXml } from '../../wire/protocol';
import { element } from '../../wire/xml';
import type { QueryOperation } from '../../wire/service-api';
import { constraintViolation, ServiceError } from '../../wire/service-error';

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:.*\/)?[\w+=,.@-]{1,64}$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
/** Parameters that narrow or mark a session: without them it would be allowed more than was asked for. */
const NOT_RUN = /^(Policy$|PolicyArns\.|Tags\.|TransitiveTagKeys\.|SerialNumber$|TokenCode$|SourceIdentity$|ProvidedContexts\.)/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/**
 * `GetCallerIdentity` and `AssumeRole`. An account's root may assume roles here, which AWS refuses it: the root stands for any
 * administrator of its account.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
 */
export function stsOperations({
  roles,
  callers,
  authorizer,
  clock,
}: Pick<ServiceContext, 'roles' | 'callers' | 'authorizer' | 'clock'>): ReadonlyMap<string, QueryOperation> {
  const assumeRole = (parameters: URLSearchParams, call: Call): string => {
    const arn = parameters.get('RoleArn') ?? '';
    const sessionName = parameters.get('RoleSessionName') ?? '';
    const seconds = Number(parameters.get('DurationSeconds') ?? 3_600);
    if (!ROLE_ARN.test(arn)) throw new ServiceError('ValidationError', `${arn || 'RoleArn'} is invalid`);
    if (!SESSION_NAME.test(sessionName)) {
      const pattern = 'satisfy regular expression pattern: [\\w+=,.@-]*';
      throw constraintViolation(sessionName, 'roleSessionName', pattern, 'ValidationError');
    }
    if (!Number.isInteger(seconds) || seconds < 900 || seconds > 43_200) {
      throw constraintViolation(String(seconds), 'durationSeconds', 'have value between 900 and 43200', 'ValidationError');
    }
    const externalId = parameters.get('ExternalId');
    if (externalId !== null && !EXTERNAL_ID.test(externalId)) {
      const pattern = 'have 2 to 1224 characters of the pattern [\\w+=,.@:\\/-]*';
      throw constraintViolation(externalId.slice(0, 200), 'externalId', pattern, 'ValidationError');
    }
    refuseWhatIsNotRun(parameters);
    const role = roles.byArn(arn);
    const decision =
      role &&
      authorizer.decide(call.caller, {
        action: 'sts:AssumeRole',
        resource: arn,
        resourceAccount: role.account,
        resourcePolicy: role.trust,
        context: { 'sts:RoleSessionName': sessionName, ...(externalId !== null && { 'sts:ExternalId': externalId }) },
        variant: [sessionName, externalId ?? ''],
      });
    if (!role || !decision?.allowed) {
      // AWS does not tell whether the role exists.
      const refusal = decision ?? { allowed: false, reason: 'no-identity-allow' as const };
      const message = decision
        ? denialMessage(call.caller, 'sts:AssumeRole', arn, refusal)
        : `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
      throw new ServiceError('AccessDenied', message, { status: 403 });
    }
    const accessKeyId = `ASIA${randomBytes(10).toString('hex').toUpperCase().slice(0, 16)}`;
    const token = randomBytes(48).toString('base64');
    const now = clock.now();
    const expiresAt = now + seconds * 1_000;
    const caller = sessionOf(role, sessionName);
    callers.admit(accessKeyId, { caller, token, expiresAt });
    const credentials = [
      element('AccessKeyId', accessKeyId),
      element('SecretAccessKey', randomUUID()),
      element('SessionToken', token),
      element('Expiration', new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z')),
    ];
    const user = element('AssumedRoleId', escapeXml(caller.userId)) + element('Arn', escapeXml(caller.arn));
    return element('Credentials', credentials.join('')) + element('AssumedRoleUser', user);
  };

  const getCallerIdentity: QueryOperation = (_parameters, { caller }) =>
    element('Arn', escapeXml(caller.arn)) + element('UserId', escapeXml(caller.userId)) + element('Account', caller.account);

  return new Map<string, QueryOperation>([
    ['GetCallerIdentity', getCallerIdentity],
    ['AssumeRole', assumeRole],
  ]);
}

/** @throws ServiceError for parameters of AWS's that this runtime does not honour */
function refuseWhatIsNotRun(parameters: URLSearchParams): void {
  for (const name of parameters.keys()) {
    if (!NOT_RUN.test(name)) continue;
    const message = `${name.slice(0, 100)} is not supported by this runtime: the session would be allowed more than on AWS. Leave it out.`;
    throw new ServiceError('ValidationError', message);
  }
}
