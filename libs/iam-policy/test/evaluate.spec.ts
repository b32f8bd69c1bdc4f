import { AWAY, BUS, HOME, allow, deny, eventBridge, inHome, policy, request, role, root, session } from './requests';
import {
  compilePolicy,
  evaluate,
  type ApplicablePolicies,
  type Decision,
  type PolicyStatement,
  type Principal,
} from '../src/index';

describe('evaluate: who needs which policy', () => {
  const identity = [policy(allow())];
  const toEverybody = policy(allow({ Principal: '*' }));

  it.each<[string, Principal, boolean, boolean, Decision['reason']]>([
    ['a role at home, no policy', role(HOME), false, false, 'no-identity-allow'],
    ['a role at home, its own policy', role(HOME), true, false, 'allowed'],
    ['a role at home, the resource policy', role(HOME), false, true, 'allowed'],
    ['a role from elsewhere, no policy', role(AWAY), false, false, 'no-identity-allow'],
    ['a role from elsewhere, its own policy only', role(AWAY), true, false, 'no-resource-allow'],
    ['a role from elsewhere, the resource policy only', role(AWAY), false, true, 'no-identity-allow'],
    ['a role from elsewhere, both', role(AWAY), true, true, 'allowed'],
    ['the root at home, no policy', root(HOME), false, false, 'allowed'],
    ['the root of elsewhere, no policy', root(AWAY), false, false, 'no-resource-allow'],
    ['the root of elsewhere, the resource policy', root(AWAY), false, true, 'allowed'],
    ['a service, no policy', eventBridge, false, false, 'no-resource-allow'],
    ['a service, the resource policy', eventBridge, false, true, 'allowed'],
  ])('%s → %s', (_, principal, byIdentity, byResource, reason) => {
    const decision = evaluate(
      request(principal),
      inHome({ identityPolicies: byIdentity ? identity : [], ...(byResource && { resourcePolicy: toEverybody }) }),
    );
    expect(decision).toMatchObject({ allowed: reason === 'allowed', reason });
  });

  it('a service is not allowed by an identity policy', () => {
    expect(evaluate(request(eventBridge), inHome({ identityPolicies: identity })).reason).toBe('no-resource-allow');
  });

  it.each<[string, Principal]>([
    ['a role', role(HOME)],
    ['the root', root(HOME)],
  ])('an explicit deny of the resource policy wins over everything %s has', (_, principal) => {
    const resourcePolicy = policy(allow({ Principal: '*' }), deny({ Sid: 'No', Principal: '*' }));
    expect(evaluate(request(principal), inHome({ identityPolicies: identity, resourcePolicy }))).toEqual({
      allowed: false,
      reason: 'explicit-deny',
      deniedBy: 'resource-policy',
      statement: resourcePolicy.Statement[1],
    });
  });

  it('an explicit deny of one identity policy wins over an allow of another', () => {
    const policies = inHome({ identityPolicies: [policy(deny()), policy(allow())], resourcePolicy: toEverybody });
    expect(evaluate(request(role(HOME)), policies).reason).toBe('explicit-deny');
  });

  it('names the statement that allowed', () => {
    const first = allow({ Sid: 'Other', Action: 'events:PutRule' });
    const second = allow({ Sid: 'This' });
    expect(evaluate(request(role(HOME)), inHome({ identityPolicies: [policy(first, second)] })).statement).toBe(second);
  });

  it('naming the account in a resource policy grants nothing by itself to a role of that account', () => {
    const resourcePolicy = policy(allow({ Principal: { AWS: HOME } }));
    expect(evaluate(request(role(HOME)), inHome({ resourcePolicy })).reason).toBe('no-identity-allow');
    expect(evaluate(request(role(HOME)), inHome({ resourcePolicy, identityPolicies: identity })).allowed).toBe(true);
  });

  it('gives the same decisions for compiled policies', () => {
    const resourcePolicy = compilePolicy(policy(allow({ Principal: { AWS: AWAY } })));
    const identityPolicies = [compilePolicy(policy(allow()))];
    expect(evaluate(request(session(AWAY)), inHome({ resourcePolicy, identityPolicies })).allowed).toBe(true);
  });
});

describe('evaluate: a permissions boundary', () => {
  const identity = [policy(allow())];
  const inside = policy(allow({ Action: 'events:*' }));
  const outside = policy(allow({ Action: 'sqs:*' }));
  const denying = policy(allow({ Action: '*' }), deny({ Sid: 'Never' }));
  const toEverybody = policy(allow({ Principal: '*' }));
  const toRole = policy(allow({ Principal: { AWS: role(HOME).arn } }));
  const toSession = policy(allow({ Principal: { AWS: session(HOME).arn } }));
  const user: Principal = { type: 'user', account: HOME, arn: `arn:aws:iam::${HOME}:user/ada` };
  const toUser = policy(allow({ Principal: { AWS: user.arn } }));

  it.each<[string, Principal, Omit<ApplicablePolicies, 'resourceAccount'>, Decision['reason']]>([
    [
      'allows what the policy and the boundary allow',
      role(HOME),
      { identityPolicies: identity, permissionsBoundary: inside },
      'allowed',
    ],
    ['grants nothing by itself', role(HOME), { permissionsBoundary: inside }, 'no-identity-allow'],
    ['limits the policy', role(HOME), { identityPolicies: identity, permissionsBoundary: outside }, 'no-boundary-allow'],
    ['denies', role(HOME), { identityPolicies: identity, permissionsBoundary: denying }, 'explicit-deny'],
    [
      'limits what is granted to everybody',
      role(HOME),
      { resourcePolicy: toEverybody, permissionsBoundary: outside },
      'no-boundary-allow',
    ],
    [
      'limits what is granted to the role',
      session(HOME),
      { resourcePolicy: toRole, permissionsBoundary: outside },
      'no-boundary-allow',
    ],
    [
      'lets through what is granted to the role inside it',
      session(HOME),
      { resourcePolicy: toRole, permissionsBoundary: inside },
      'allowed',
    ],
    [
      'does not limit what is granted to the session',
      session(HOME),
      { resourcePolicy: toSession, permissionsBoundary: outside },
      'allowed',
    ],
    [
      'nor that beside what is granted to the role',
      session(HOME),
      { resourcePolicy: policy(...toRole.Statement, ...toSession.Statement), permissionsBoundary: outside },
      'allowed',
    ],
    [
      'denies what is granted to the session',
      session(HOME),
      { resourcePolicy: toSession, permissionsBoundary: denying },
      'explicit-deny',
    ],
    ['does not limit what is granted to a user', user, { resourcePolicy: toUser, permissionsBoundary: outside }, 'allowed'],
    [
      'limits a role of another account',
      session(AWAY),
      {
        identityPolicies: identity,
        resourcePolicy: policy(allow({ Principal: { AWS: session(AWAY).arn } })),
        permissionsBoundary: outside,
      },
      'no-boundary-allow',
    ],
    ['has no meaning for the root', root(HOME), { permissionsBoundary: outside }, 'allowed'],
    ['has no meaning for a service', eventBridge, { resourcePolicy: toEverybody, permissionsBoundary: denying }, 'allowed'],
  ])('%s', (_, principal, policies, reason) => {
    expect(evaluate(request(principal), inHome(policies))).toMatchObject({ allowed: reason === 'allowed', reason });
  });

  it('says that it denied, and with which statement', () => {
    expect(evaluate(request(role(HOME)), inHome({ identityPolicies: identity, permissionsBoundary: denying }))).toMatchObject({
      deniedBy: 'permissions-boundary',
      statement: { Sid: 'Never' },
    });
  });
});

describe('evaluate: roles and keys, whose own policy must allow', () => {
  const key = `arn:aws:kms:eu-west-1:${HOME}:key/1234abcd`;
  const target = `arn:aws:iam::${HOME}:role/target`;
  const identityPolicies = [policy(allow({ Action: '*', Resource: '*' }))];
  const toAccount = { AWS: `arn:aws:iam::${HOME}:root` };
  const toRole = { AWS: `arn:aws:iam::${HOME}:role/publisher` };

  describe.each([
    ['sts:AssumeRole', target],
    ['STS:AssumeRoleWithSAML', target],
    ['kms:Decrypt', key],
  ])('%s within an account', (action, resource) => {
    it.each<[string, Principal, PolicyStatement['Principal'], boolean, Decision['reason']]>([
      ['a role with all permissions, no resource policy', role(HOME), undefined, true, 'no-resource-allow'],
      ['a role with all permissions, somebody else named', role(HOME), { AWS: AWAY }, true, 'no-resource-allow'],
      [
        'a role with all permissions, a service named',
        role(HOME),
        { Service: 'lambda.amazonaws.com' },
        true,
        'no-resource-allow',
      ],
      ['a role with all permissions, its account named', role(HOME), toAccount, true, 'allowed'],
      ['a role without permissions, its account named', role(HOME), toAccount, false, 'no-identity-allow'],
      ['a role without permissions, itself named', role(HOME), toRole, false, 'allowed'],
      ['a session without permissions, its role named', session(HOME), toRole, false, 'allowed'],
      ['the root, not named', root(HOME), toRole, false, 'no-resource-allow'],
      ['the root, its account named', root(HOME), toAccount, false, 'allowed'],
      ['a role of elsewhere with all permissions, not named', role(AWAY), toAccount, true, 'no-resource-allow'],
    ])('%s → %s', (_, principal, Principal, byIdentity, reason) => {
      const statement: PolicyStatement = { Effect: 'Allow', Action: '*', ...(Principal && { Principal }) };
      const decision = evaluate(
        request(principal, {}, { action, resource }),
        inHome({ identityPolicies: byIdentity ? identityPolicies : [], ...(Principal && { resourcePolicy: policy(statement) }) }),
      );
      expect(decision).toMatchObject({ allowed: reason === 'allowed', reason });
    });
  });

  it.each([
    ['kms:CreateKey', '*'],
    ['kms:ListAliases', '*'],
    ['sts:GetCallerIdentity', '*'],
    ['iam:PassRole', target],
  ])('%s concerns no role’s or key’s policy', (action, resource) => {
    expect(evaluate(request(role(HOME), {}, { action, resource }), inHome({ identityPolicies })).allowed).toBe(true);
  });
});

describe('evaluate: principals of a resource policy', () => {
  const someRole = `arn:aws:iam::${AWAY}:role/publisher`;
  const someSession = `arn:aws:sts::${AWAY}:assumed-role/publisher/busbar`;

  it.each<[string, PolicyStatement['Principal'], Principal, boolean]>([
    ['* and a role', '*', role(AWAY), true],
    ['* and a service', '*', eventBridge, true],
    ['AWS * and a role', { AWS: '*' }, role(AWAY), true],
    ['the account id', { AWS: AWAY }, role(AWAY), true],
    ['the account id in a list', { AWS: [HOME, AWAY] }, role(AWAY), true],
    ['another account id', { AWS: '777788889999' }, role(AWAY), false],
    ['the root ARN', { AWS: `arn:aws:iam::${AWAY}:root` }, session(AWAY), true],
    ['the role ARN and the role', { AWS: someRole }, role(AWAY), true],
    ['the role ARN and its session', { AWS: someRole }, session(AWAY), true],
    ['the session ARN and the session', { AWS: someSession }, session(AWAY), true],
    ['the session ARN and the role', { AWS: someSession }, role(AWAY), false],
    ['another role ARN', { AWS: `arn:aws:iam::${AWAY}:role/other` }, session(AWAY), false],
    ['a wildcard within an ARN, which AWS does not know', { AWS: `arn:aws:iam::${AWAY}:role/*` }, role(AWAY), false],
    ['the service', { Service: 'events.amazonaws.com' }, eventBridge, true],
    ['another service', { Service: ['lambda.amazonaws.com'] }, eventBridge, false],
    ['an account and a service', { AWS: HOME }, eventBridge, false],
    ['a service and a role', { Service: 'events.amazonaws.com' }, role(AWAY), false],
    ['nobody', {}, role(AWAY), false],
    ['no principal at all', undefined, role(AWAY), false],
  ])('%s', (_, Principal, principal, expected) => {
    const resourcePolicy = policy(allow({ ...(Principal && { Principal }) }));
    const decision = evaluate(request(principal), inHome({ identityPolicies: [policy(allow())], resourcePolicy }));
    expect(decision.allowed).toBe(expected);
  });

  it('a role with a path is known by aws:PrincipalArn, which a session does not tell', () => {
    const withPath = `arn:aws:iam::${AWAY}:role/teams/publisher`;
    const policies = inHome({
      identityPolicies: [policy(allow())],
      resourcePolicy: policy(allow({ Principal: { AWS: withPath } })),
    });
    expect(evaluate(request(session(AWAY)), policies).allowed).toBe(false);
    expect(evaluate(request(session(AWAY), { 'aws:PrincipalArn': withPath }), policies).allowed).toBe(true);
  });

  it.each<[string, Principal, readonly string[], boolean]>([
    ['a session with all of its identities listed', session(AWAY), [AWAY, someRole, someSession], true],
    ['a session without its own ARN listed', session(AWAY), [AWAY, someRole], false],
    ['a role without its account listed', role(AWAY), [someRole], false],
    ['a role with its account listed', role(AWAY), [someRole, AWAY], true],
    ['a root with its account listed', root(AWAY), [AWAY], true],
    ['somebody else', role(AWAY, 'other'), [AWAY, someRole], false],
  ])('a Deny with NotPrincipal spares only %s: %s', (_, principal, AWS, spared) => {
    const resourcePolicy = policy(allow({ Principal: '*' }), deny({ NotPrincipal: { AWS } }));
    const decision = evaluate(request(principal), inHome({ identityPolicies: [policy(allow())], resourcePolicy }));
    expect(decision.allowed).toBe(spared);
  });

  it('an Allow with NotPrincipal leaves out whoever is listed in any way', () => {
    const resourcePolicy = policy(allow({ NotPrincipal: { AWS: someRole } }));
    const policies = inHome({ identityPolicies: [policy(allow())], resourcePolicy });
    expect(evaluate(request(session(AWAY)), policies).allowed).toBe(false);
    expect(evaluate(request(session(AWAY, 'other')), policies).allowed).toBe(true);
  });
});

describe('evaluate: actions and resources', () => {
  it.each<[string, Partial<PolicyStatement>, boolean]>([
    ['the action', { Action: 'events:PutEvents' }, true],
    ['the action in other case', { Action: 'EVENTS:putevents' }, true],
    ['a prefix', { Action: 'events:Put*' }, true],
    ['wildcards in the middle', { Action: 'events:P?t*nts' }, true],
    ['every action', { Action: '*' }, true],
    ['another action', { Action: ['events:PutRule', 'sqs:*'] }, false],
    ['not another action', { Action: undefined, NotAction: 'events:PutRule' }, true],
    ['not this action', { Action: undefined, NotAction: ['sqs:*', 'events:*'] }, false],
    ['the resource', { Resource: BUS }, true],
    ['every resource', { Resource: '*' }, true],
    ['a resource by wildcard', { Resource: 'arn:aws:events:*:*:event-bus/ev?nts' }, true],
    ['a resource in other case', { Resource: BUS.toUpperCase() }, false],
    ['another resource', { Resource: `${BUS}2` }, false],
    ['a pattern that is too short', { Resource: BUS.slice(0, -1) }, false],
    ['one of two resources', { Resource: ['arn:aws:sqs:*', BUS] }, true],
    ['not another resource', { Resource: undefined, NotResource: 'arn:aws:sqs:*' }, true],
    ['not this resource', { Resource: undefined, NotResource: 'arn:aws:events:*' }, false],
    ['no resource, as in a trust policy', { Resource: undefined }, true],
    ['a policy variable', { Resource: 'arn:aws:events:*:*:event-bus/${aws:PrincipalTag/bus}' }, true],
    ['a policy variable with a default', { Resource: "arn:aws:events:*:*:event-bus/${no:such, 'events'}" }, true],
    ['a policy variable that the request has not', { Resource: 'arn:aws:events:*:*:event-bus/${no:such}*' }, false],
    ['an escaped wildcard', { Resource: 'arn:aws:events:*:*:event-bus/${*}' }, false],
  ])('%s', (_, element, expected) => {
    const statement = Object.fromEntries(Object.entries(allow(element)).filter(([, value]) => value !== undefined));
    const identityPolicies = [policy(statement as unknown as PolicyStatement)];
    const asked = request(role(HOME), { 'aws:RequestedRegion': 'eu-west-1', 'aws:PrincipalTag/bus': 'events' });
    expect(evaluate(asked, inHome({ identityPolicies })).allowed).toBe(expected);
  });

  it('takes variables for plain text in documents of the older version', () => {
    const document = policy(allow({ Resource: 'arn:aws:events:*:*:event-bus/${aws:PrincipalTag/bus}' }));
    const asked = request(role(HOME), { 'aws:PrincipalTag/bus': 'events' });
    expect(evaluate(asked, inHome({ identityPolicies: [document] })).allowed).toBe(true);
    expect(evaluate(asked, inHome({ identityPolicies: [{ ...document, Version: '2008-10-17' }] })).allowed).toBe(false);
  });

  it.each([
    ['the account', 'arn:aws:events:*:${aws:PrincipalAccount}:event-bus/*'],
    ['the region', 'arn:aws:events:${aws:RequestedRegion}:*:event-bus/*'],
    ['the partition', "arn:${no:such, 'aws'}:events:*:*:*"],
    ['everything', '${aws:ResourceArn}'],
  ])('a variable in place of %s is a problem: the statement allows nothing, and denies', (_, Resource) => {
    const problem = `Statement 1: Resource "${Resource}" has a policy variable before its fifth colon; write the value, or "*".`;
    expect(compilePolicy(policy(allow({ Resource }))).problems).toEqual([problem]);
    const context = { 'aws:RequestedRegion': 'eu-west-1', 'aws:ResourceArn': BUS };
    expect(evaluate(request(role(HOME), context), inHome({ identityPolicies: [policy(allow({ Resource }))] })).allowed).toBe(
      false,
    );
    const denied = evaluate(request(role(HOME), context), inHome({ identityPolicies: [policy(allow(), deny({ Resource }))] }));
    expect(denied.reason).toBe('explicit-deny');
  });

  it('matches a pattern full of wildcards in linear space and short time', () => {
    const identityPolicies = [policy(allow({ Resource: `${'*a'.repeat(200)}b` }))];
    // Time of the processor: how busy the machine is says nothing of the matcher.
    const before = process.cpuUsage();
    evaluate(request(role(HOME), {}, { resource: 'a'.repeat(10_000) }), inHome({ identityPolicies }));
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(500);
  });
});
