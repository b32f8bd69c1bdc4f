import type { ApplicablePolicies, AuthorizationRequest, PolicyDocument, PolicyStatement, Principal } from '../src';

export const HOME = '111122223333';
export const AWAY = '444455556666';

export function policy(...statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

export function role(account: string, name = 'publisher'): Principal {
  return { type: 'role', account, arn: `arn:aws:iam::${account}:role/${name}` };
}

export function session(account: string, name = 'publisher'): Principal {
  return { type: 'role', account, arn: `arn:aws:sts::${account}:assumed-role/${name}/busbar` };
}

export function root(account: string): Principal {
  return { type: 'root', account, arn: `arn:aws:iam::${account}:root` };
}

export const eventBridge: Principal = { type: 'service', account: '', arn: '', service: 'events.amazonaws.com' };

export const BUS = `arn:aws:events:eu-west-1:${HOME}:event-bus/events`;

/** PutEvents on a bus in HOME, unless told otherwise. */
export function request(
  principal: Principal,
  context: AuthorizationRequest['context'] = {},
  more: Partial<AuthorizationRequest> = {},
): AuthorizationRequest {
  return { principal, action: 'events:PutEvents', resource: BUS, context, ...more };
}

export const allow = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action: 'events:PutEvents',
  Resource: BUS,
  ...more,
});

export const deny = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({ ...allow(more), Effect: 'Deny' });

export function inHome(policies: Omit<ApplicablePolicies, 'resourceAccount'>): ApplicablePolicies {
  return { ...policies, resourceAccount: HOME };
}
