import type { RehearsedChange } from '../../src/rehearsal/rehearse-change';
import { describeRehearsal } from '../../src/rehearsal/describe-rehearsal';
import { styleFor } from '../../src/terminal/style';

const out = styleFor({ isTTY: false });
const change: RehearsedChange = {
  stage: 'prod',
  base: { ref: 'main', commit: '3f2a1c7d9e' },
  seed: 7,
  steps: [
    { kind: 'prepare', operations: 6, stacks: 1, published: 387, delivered: 390, virtualSeconds: 73, end: 'complete' },
    { kind: 'switch', operations: 1_204, stacks: 12, published: 22_618, delivered: 424, virtualSeconds: 123, end: 'complete' },
  ],
  published: 681,
  delivered: 1_124,
  duplicates: 3,
  refused: 54,
  seenTwiceBy: ['billing-service/completed-deliveries'],
  virtualSeconds: 1_516,
};
const arn = 'arn:aws:events:eu-west-1:200000000003:event-bus/larkhill-events';
const at = { kind: 'operation', account: '200000000003', at: 0, step: 2 } as const;
const lost: RehearsedChange = {
  ...change,
  loss: {
    kind: 'lost',
    message: `No rule on the central bus sent it to account 200000000003, and none on ${arn} matched it.`,
    event: {
      eventType: 'delivery.status.updated@1',
      source: 'larkhill.delivery',
      data: { status: 'DELIVERED', parcel: { id: 'p-1', weightInGrams: 1_200 } },
      publishedBy: '200000000001/busbar-service-delivery-service',
      subscription: 'billing-service/completed-deliveries',
    },
    after: { ...at, stack: 'busbar-routing-1', text: 'update AWS::Events::Rule busbar2000000000031Rule3B5B7101' },
    before: { ...at, stack: 'busbar-routing-1', text: 'takes effect: AWS::Events::Rule busbar2000000000032Rule9ED881CA' },
    hops: ['0.0 s  accepted by the central bus', `255.0 s  no rule of ${arn} matches`],
  },
};

test('says what happens in each step, who sees events twice, and that nothing is lost', () => {
  expect(describeRehearsal(change, { out, width: 160 })).toMatchInlineSnapshot(`
   [
     "prod  assuming that it has exactly main (3f2a1c7), seed 7",
     "",
     "STEP  KIND     STACKS  OPERATIONS  PUBLISHED  DELIVERED  VIRTUAL TIME",
     "1     prepare       1           6        387        390    1 min 13 s",
     "2     switch       12       1,204     22,618        424    2 min 03 s",
     "",
     "681 events published in 25 min 16 s of virtual time, 1,124 deliveries; 54 publications refused that nobody may make",
     "billing-service/completed-deliveries receives 3 events twice, with the same metadata.id",
     "Nothing is lost.",
   ]
  `);
});

test('says what was lost, between which operations, how far it came, and how to see it again', () => {
  expect(describeRehearsal(lost, { out, width: 80 })).toMatchInlineSnapshot(`
   [
     "prod  assuming that it has exactly main (3f2a1c7), seed 7",
     "",
     "STEP  KIND     STACKS  OPERATIONS  PUBLISHED  DELIVERED  VIRTUAL TIME",
     "1     prepare       1           6        387        390    1 min 13 s",
     "2     switch       12       1,204     22,618        424    2 min 03 s",
     "",
     "681 events published in 25 min 16 s of virtual time, 1,124 deliveries; 54",
     "publications refused that nobody may make",
     "billing-service/completed-deliveries receives 3 events twice, with the same",
     "  metadata.id",
     "",
     "An event is lost: No rule on the central bus sent it to account 200000000003,",
     "  and none on arn:aws:events:eu-west-1:200000000003:event-bus/larkhill-events",
     "  matched it.",
     "  event     delivery.status.updated@1",
     "            {"status":"DELIVERED","parcel":{"id":"p-1","weightInGrams":1200}}",
     "  publisher 200000000001/busbar-service-delivery-service",
     "  for       billing-service/completed-deliveries",
     "  after     step 2, busbar-routing-1: update AWS::Events::Rule",
     "            busbar2000000000031Rule3B5B7101",
     "  before    step 2, busbar-routing-1: takes effect: AWS::Events::Rule",
     "            busbar2000000000032Rule9ED881CA",
     "  hops      0.0 s  accepted by the central bus",
     "            255.0 s  no rule of",
     "            arn:aws:events:eu-west-1:200000000003:event-bus/larkhill-events",
     "            matches",
     "  again     busbar rehearse --base main --stage prod --seed 7",
   ]
  `);
});

test.each([80, 160])('fits into %i columns', (width) => {
  for (const line of describeRehearsal(lost, { out, width })) expect(line.length).toBeLessThanOrEqual(width);
});

test('of a first deployment with nothing to do says so', () => {
  const { base: _, ...first } = change;
  expect(describeRehearsal({ ...first, steps: [] }, { out, width: 80 }).slice(0, 3)).toEqual([
    'prod  from nothing, seed 7',
    '',
    'Nothing to deploy.',
  ]);
});
