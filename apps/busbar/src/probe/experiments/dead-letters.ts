import type { Experiment } from '../experiment';
import { logicalId, ProbeTemplates } from '../templates';

export const closedDeadLetterQueue: Experiment = {
  id: 'closed-dlq',
  question:
    'Where is an event whose target and dead-letter queue are both closed to EventBridge? Does it come when the queue is opened?',
  assumption: 'It is lost. On it rests that a DLQ and its policy are there before the rule and go after it.',
  minutes: 5,
  steps(context) {
    const t = new ProbeTemplates(context);
    const stack = (admitted: readonly string[]) =>
      t.template(
        t.busPart('dead'),
        t.queuePart('a', 'dead-target', []),
        t.queuePart('a', 'dead-dlq', admitted),
        t.rulePart('dead', 'dead', {
          arn: t.queue('a', 'dead-target'),
          deadLetterQueue: t.queue('a', 'dead-dlq'),
          after: [logicalId('dead-target', 'Queue'), logicalId('dead-dlq', 'Queue')],
        }),
      );
    const publish = { kind: 'publish', side: 'a', events: [{ bus: t.bus('a', 'dead'), source: 'busbar.probe' }] } as const;
    const receive = { kind: 'receive', side: 'a', queue: t.name('dead-dlq'), seconds: 60 } as const;
    return [
      { kind: 'deploy', side: 'a', stack: '', template: stack([]), observe: 'rule with a closed dead-letter queue' },
      { kind: 'wait', seconds: 60, why: 'the rule takes effect' },
      publish,
      { kind: 'wait', seconds: 30, why: 'EventBridge gives the event up' },
      { kind: 'deploy', side: 'a', stack: '', template: stack([t.rule('a', 'dead', 'dead')]) },
      { ...receive, observe: 'the event, after the queue was opened' },
      publish,
      { ...receive, observe: 'the next event' },
    ];
  },
};

export const thirdHop: Experiment = {
  id: 'third-hop',
  question: 'What becomes of an event that a second rule sends on to a third bus?',
  assumption:
    'It goes to the DLQ of the second rule as THIRD_ACCOUNT_HOP_DETECTED. On it rests that there is one hop, and no bus between.',
  minutes: 6,
  steps(context) {
    const t = new ProbeTemplates(context);
    const admit = (bus: string, side: 'a' | 'b', role: string) => ({
      Sid: 'Route',
      Effect: 'Allow',
      Principal: { AWS: t.root(side) },
      Action: 'events:PutEvents',
      Resource: t.bus('b', bus),
      Condition: { ArnEquals: { 'aws:PrincipalArn': t.role(side, role) } },
    });
    return [
      {
        kind: 'deploy',
        side: 'b',
        stack: '',
        template: t.template(
          t.busPart('second', [admit('second', 'a', 'first-hop')]),
          t.busPart('third', [admit('third', 'b', 'second-hop')]),
          t.routeRolePart('second-hop', t.bus('b', 'third')),
          t.queuePart('b', 'second-dlq', [t.rule('b', 'second', 'second')]),
          t.queuePart('b', 'third', [t.rule('b', 'third', 'third')]),
          t.rulePart('second', 'second', {
            arn: t.bus('b', 'third'),
            role: t.role('b', 'second-hop'),
            deadLetterQueue: t.queue('b', 'second-dlq'),
            after: ['ThirdBus', 'SecondHopRole', 'SecondDlqQueuePolicy'],
          }),
          t.rulePart('third', 'third', { arn: t.queue('b', 'third'), after: ['ThirdQueuePolicy'] }),
        ),
      },
      {
        kind: 'deploy',
        side: 'a',
        stack: '',
        template: t.template(
          t.busPart('first'),
          t.routeRolePart('first-hop', t.bus('b', 'second')),
          t.rulePart('first', 'first', { arn: t.bus('b', 'second'), role: t.role('a', 'first-hop'), after: ['FirstHopRole'] }),
        ),
      },
      { kind: 'wait', seconds: 60, why: 'rules, roles and policies take effect' },
      { kind: 'publish', side: 'a', events: [{ bus: t.bus('a', 'first'), source: 'busbar.probe' }] },
      { kind: 'receive', side: 'b', queue: t.name('second-dlq'), seconds: 60, observe: 'dead letters of the second rule' },
      { kind: 'receive', side: 'b', queue: t.name('third'), seconds: 20, observe: 'events on the third bus' },
    ];
  },
};
