import fc from 'fast-check';
import { planRollback, planStackUpdate, type LoadedStack, type ResolvedResource, type StackOperation } from '../../src';
import { nextOperations } from '../../src/cloudformation';

const createOnly = (type: string) => (type === 'Test::Named' ? ['Name'] : []);

type Draft = Partial<Omit<ResolvedResource, 'properties'>> & { readonly logicalId: string; readonly properties?: object };

function resource({ logicalId, properties = {}, ...more }: Draft): ResolvedResource {
  const place = { stack: 's', account: '111122223333', region: 'eu-west-1' };
  const names = { physicalId: logicalId, name: logicalId, attributes: {} };
  return {
    logicalId,
    type: 'Test::Named',
    ...names,
    ...place,
    dependsOn: [],
    properties: properties as ResolvedResource['properties'],
    ...more,
  };
}

function stack(...drafts: readonly Draft[]): LoadedStack {
  return { name: 's', stackId: 'id', account: '111122223333', region: 'eu-west-1', outputs: {}, resources: drafts.map(resource) };
}

const shown = (plan: readonly StackOperation[]) => plan.map(({ phase, kind, logicalId }) => `${phase}: ${kind} ${logicalId}`);
const plan = (before: LoadedStack | undefined, after: LoadedStack | undefined) => planStackUpdate(before, after, createOnly);

describe('how CloudFormation changes a stack', () => {
  it('creates what is new, updates what differs, and deletes what is gone in the clean-up', () => {
    const before = stack({ logicalId: 'Same' }, { logicalId: 'Other', properties: { Size: 1 } }, { logicalId: 'Gone' });
    const after = stack({ logicalId: 'Same' }, { logicalId: 'Other', properties: { Size: 2 } }, { logicalId: 'New' });
    expect(shown(plan(before, after))).toEqual(['update: update Other', 'update: create New', 'clean-up: delete Gone']);
  });

  it('replaces a resource whose create-only property changes: the new one first, the old one in the clean-up', () => {
    const before = stack({ logicalId: 'A', properties: { Name: 'one' } });
    const after = stack({ logicalId: 'A', properties: { Name: 'two' } });
    const operations = plan(before, after);
    expect(shown(operations)).toEqual(['update: replace A', 'clean-up: delete A']);
    expect(operations.map((operation) => operation.resource.properties['Name'])).toEqual(['two', 'one']);
  });

  it('replaces it too when the create-only property comes or goes', () => {
    const named = stack({ logicalId: 'A', properties: { Name: 'one' } });
    const unnamed = stack({ logicalId: 'A' });
    expect(shown(plan(named, unnamed))[0]).toBe('update: replace A');
    expect(shown(plan(unnamed, named))[0]).toBe('update: replace A');
  });

  it.each([
    ['Delete', 'delete'],
    [undefined, 'delete'],
    ['Retain', 'retain'],
    ['RetainExceptOnCreate', 'retain'],
  ] as const)('removes a resource whose deployed DeletionPolicy is %s: %s', (deletionPolicy, kind) => {
    const before = stack({ logicalId: 'A', ...(deletionPolicy && { deletionPolicy }) });
    expect(shown(plan(before, stack()))).toEqual([`clean-up: ${kind} A`]);
    expect(shown(plan(before, undefined))).toEqual([`clean-up: ${kind} A`]);
  });

  it('asks the deployed UpdateReplacePolicy, not the DeletionPolicy, about what is replaced', () => {
    const before = (more: Partial<Draft>) => stack({ logicalId: 'A', properties: { Name: 'one' }, ...more });
    const after = stack({ logicalId: 'A', properties: { Name: 'two' }, updateReplacePolicy: 'Retain' });
    expect(shown(plan(before({ deletionPolicy: 'Retain' }), after))).toEqual(['update: replace A', 'clean-up: delete A']);
    expect(shown(plan(before({ updateReplacePolicy: 'Retain' }), after))).toEqual(['update: replace A', 'clean-up: retain A']);
  });

  it('does not take a change of DeletionPolicy alone for an update', () => {
    expect(plan(stack({ logicalId: 'A' }), stack({ logicalId: 'A', deletionPolicy: 'Retain' }))).toEqual([]);
  });

  it('refuses a resource that changes its type', () => {
    expect(() => plan(stack({ logicalId: 'A' }), stack({ logicalId: 'A', type: 'Test::Other' }))).toThrow(
      's › A: It was Test::Named and is Test::Other: Update of resource type is not permitted. Give the new resource another logical id.',
    );
  });

  it('waits for a dependency through one that does not change', () => {
    const chain = (size: number, first: Draft[]) =>
      stack(
        ...first,
        { logicalId: 'B', dependsOn: first.map(({ logicalId }) => logicalId) },
        { logicalId: 'C', dependsOn: ['B'], properties: { Size: size } },
      );
    const operations = plan(chain(1, []), chain(2, [{ logicalId: 'A' }]));
    expect(operations.find(({ logicalId }) => logicalId === 'C')?.after).toEqual(['update A']);
  });

  it('deletes a whole stack in reverse dependency order', () => {
    const operations = plan(stack({ logicalId: 'A' }, { logicalId: 'B', dependsOn: ['A'] }), undefined);
    expect(nextOperations(operations, new Set()).map(({ logicalId }) => logicalId)).toEqual(['B']);
  });
});

describe('how CloudFormation rolls an update back', () => {
  const before = stack({ logicalId: 'A', properties: { Size: 1 } }, { logicalId: 'Named', properties: { Name: 'one' } });
  const after = stack(
    { logicalId: 'A', properties: { Size: 2 } },
    { logicalId: 'Named', properties: { Name: 'two' } },
    { logicalId: 'New', deletionPolicy: 'RetainExceptOnCreate' },
    { logicalId: 'Kept', deletionPolicy: 'Retain' },
  );
  const done = plan(before, after).filter(({ phase }) => phase === 'update');

  it('gives back old properties, then removes what was created; Retain keeps even that', () => {
    expect(shown(planRollback(done, before, after))).toEqual([
      'update: update A',
      'clean-up: delete Named',
      'clean-up: delete New',
      'clean-up: retain Kept',
    ]);
  });

  it('touches nothing that was not done yet', () => {
    expect(planRollback([], before, after)).toEqual([]);
  });
});

/** Stacks of up to eight resources; each depends on some before it. */
const anyStack = fc
  .array(
    fc.record({
      exists: fc.boolean(),
      name: fc.constantFrom(undefined, 'one', 'two'),
      size: fc.integer({ min: 0, max: 2 }),
      dependsOn: fc.array(fc.nat({ max: 7 }), { maxLength: 3 }),
      deletionPolicy: fc.constantFrom(undefined, 'Retain' as const),
    }),
    { minLength: 8, maxLength: 8 },
  )
  .map((items) => {
    const idOf = (index: number) => `R${index}`;
    const drafts = items.flatMap(({ exists, name, size, dependsOn, deletionPolicy }, index) => {
      if (!exists) return [];
      const wanted = dependsOn.filter((other) => other < index && items[other]?.exists).map(idOf);
      const properties = { Size: size, ...(name !== undefined && { Name: name }) };
      return [{ logicalId: idOf(index), properties, dependsOn: [...new Set(wanted)], ...(deletionPolicy && { deletionPolicy }) }];
    });
    return stack(...drafts);
  });

/** One of the possible orders. */
function anyOrder(operations: readonly StackOperation[], choices: readonly number[]): StackOperation[] {
  const order: StackOperation[] = [];
  const done = new Set<string>();
  for (let index = 0; ; index++) {
    const next = nextOperations(operations, done);
    const operation = next[(choices[index % choices.length] ?? 0) % next.length];
    if (!operation) return order;
    done.add(operation.id);
    order.push(operation);
  }
}

describe('every order that a plan allows', () => {
  const choices = fc.array(fc.nat(), { minLength: 1, maxLength: 20 });

  it('carries out every operation once, and the clean-up last', () => {
    fc.assert(
      fc.property(anyStack, anyStack, choices, (before, after, chosen) => {
        const operations = plan(before, after);
        const order = anyOrder(operations, chosen);
        expect(new Set(order)).toEqual(new Set(operations));
        expect(order).toHaveLength(operations.length);
        const phases = order.map(({ phase }) => phase);
        expect(phases).toEqual([...phases].sort().reverse());
      }),
    );
  });

  it('makes a resource after everything that it depends on, and deletes it before', () => {
    fc.assert(
      fc.property(anyStack, anyStack, choices, (before, after, chosen) => {
        const order = anyOrder(plan(before, after), chosen);
        const place = (phase: string, id: string) => order.findIndex((one) => one.phase === phase && one.logicalId === id);
        for (const {
          phase,
          logicalId,
          resource: { dependsOn },
        } of order) {
          for (const other of dependsOn) {
            const at = place(phase, other);
            if (at < 0) continue;
            if (phase === 'update') expect(at).toBeLessThan(place(phase, logicalId));
            else expect(at).toBeGreaterThan(place(phase, logicalId));
          }
        }
      }),
    );
  });

  it('ends at the target, from wherever', () => {
    fc.assert(
      fc.property(anyStack, anyStack, choices, (before, after, chosen) => {
        const present = new Map(before.resources.map((one) => [one.logicalId, [one]]));
        for (const { kind, logicalId, resource: one, previous } of anyOrder(plan(before, after), chosen)) {
          const others = present.get(logicalId) ?? [];
          if (kind === 'delete' || kind === 'retain')
            present.set(
              logicalId,
              others.filter((other) => other !== one),
            );
          else present.set(logicalId, [...others.filter((other) => kind !== 'update' || other !== previous), one]);
        }
        const left = [...present.values()].flat().map(({ logicalId, properties }) => ({ logicalId, properties }));
        const wanted = after.resources.map(({ logicalId, properties }) => ({ logicalId, properties }));
        const byId = (one: { logicalId: string }, other: { logicalId: string }) => one.logicalId.localeCompare(other.logicalId);
        expect(left.sort(byId)).toEqual(wanted.sort(byId));
      }),
    );
  });
});
