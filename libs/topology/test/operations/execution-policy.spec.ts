import { sizeOf } from '@busbar/iam-policy';
import {
  deployableTypes,
  executionPolicies,
  executionPolicyTemplate,
  handlerPermissions,
  managedPolicyCharacters,
} from '../../src/index';

describe.each(['stage', 'pipeline'] as const)('the execution policies of %s stacks', (stacks) => {
  const policies = executionPolicies(stacks);
  const statements = policies.flatMap(({ Statement }) => Statement);

  it('fit, with room for what a pseudo parameter becomes', () => {
    // An account id, a Region and a partition are hardly longer than `${AWS::AccountId}`, `${AWS::Region}` and `${AWS::Partition}`.
    for (const policy of policies) expect(sizeOf(policy)).toBeLessThanOrEqual(managedPolicyCharacters);
  });

  it('allow every action of their types, and no other', () => {
    const allowed = new Set(statements.flatMap(({ Action }) => [Action ?? []].flat()));
    const needed = deployableTypes(stacks).flatMap((type) => {
      const { actions = [], also = [] } = handlerPermissions[type] ?? {};
      return [...actions, ...also.flatMap((each) => each.actions)];
    });
    expect([...allowed].sort()).toEqual([...new Set(needed)].sort());
  });

  it('have no action with a wildcard, and pass roles of Busbar only, to a named service', () => {
    expect(JSON.stringify(statements.map(({ Action }) => Action))).not.toContain('*');
    const passing = statements.filter(({ Action }) => [Action ?? []].flat().includes('iam:PassRole'));
    expect(passing.length).toBeGreaterThan(0);
    for (const { Resource, Condition } of passing) {
      expect([Resource].flat()).toEqual([expect.stringMatching(/:role\/busbar-\*$/)]);
      expect(Condition?.['StringEquals']).toHaveProperty('iam:PassedToService');
    }
  });

  it('reach no other account, and change no user, group or organization', () => {
    const text = JSON.stringify(executionPolicyTemplate(stacks));
    expect(text).not.toMatch(/iam:(?:Create|Delete|Put)(?:User|Group|AccessKey|LoginProfile)|organizations:/);
    const foreign = statements.filter(({ Resource }) => [Resource ?? []].flat().some((each) => /:\*:[^:]*$/.test(String(each))));
    expect(foreign.flatMap(({ Action }) => Action).every((action) => /^oam:|PassConnection$/.test(String(action)))).toBe(true);
  });
});

it('every type says where its permissions are from', () => {
  expect(
    Object.entries(handlerPermissions).filter(([, { source }]) => !source.startsWith('https://docs.aws.amazon.com/')),
  ).toEqual([]);
});
