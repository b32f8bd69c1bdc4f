import type { Experiment } from '../experiment';
import { allow, logicalId, ProbeTemplates } from '../templates';

/** See `subscriberBusTrust` in `config/stages/<stage>.yaml`: the other setting is for the case that AWS refuses the first rule. */
export const putTargets: Experiment = {
  id: 'put-targets',
  question:
    'Does EventBridge make a rule whose target is a bus of another account that admits roles by aws:PrincipalArn only? And a closed bus?',
  assumption:
    '`PutTargets` does not ask the policy of a bus in another account. On it rests the default `subscriberBusTrust: route-roles`.',
  minutes: 6,
  steps(context) {
    const t = new ProbeTemplates(context);
    const admitsRole = allow('events:PutEvents', t.bus('b', 'open'), {
      Sid: 'Routes',
      Principal: { AWS: t.root('a') },
      Condition: { ArnLike: { 'aws:PrincipalArn': t.role('a', 'route').replace(context.suffix, '*') } },
    });
    const route = (to: string) =>
      t.template(
        t.busPart(`to-${to}`),
        t.queuePart('a', `to-${to}-dlq`, [t.rule('a', `to-${to}`, `to-${to}`)]),
        t.rulePart(`to-${to}`, `to-${to}`, {
          arn: t.bus('b', to),
          role: t.role('a', 'route'),
          deadLetterQueue: t.queue('a', `to-${to}-dlq`),
          after: [logicalId(`to-${to}-dlq`, 'QueuePolicy')],
        }),
      );
    return [
      {
        kind: 'deploy',
        side: 'b',
        stack: '',
        template: t.template(
          t.busPart('open', [admitsRole]),
          t.busPart('closed'),
          t.queuePart('b', 'received', [t.rule('b', 'open', 'received')]),
          t.rulePart('open', 'received', { arn: t.queue('b', 'received'), after: ['ReceivedQueuePolicy'] }),
        ),
      },
      {
        kind: 'deploy',
        side: 'a',
        stack: 'role',
        template: t.template(
          t.rolePart('route', { Service: 'events.amazonaws.com' }, [
            allow('events:PutEvents', t.bus('b', 'open')),
            allow('events:PutEvents', t.bus('b', 'closed')),
          ]),
        ),
      },
      { kind: 'wait', seconds: 60, why: 'the policy and the role take effect' },
      { kind: 'deploy', side: 'a', stack: 'open', template: route('open'), observe: 'rule to a bus that admits the role' },
      { kind: 'deploy', side: 'a', stack: 'closed', template: route('closed'), observe: 'rule to a bus that admits nobody' },
      { kind: 'wait', seconds: 60, why: 'the rules take effect' },
      { kind: 'publish', side: 'a', events: [{ bus: t.bus('a', 'to-open'), source: 'busbar.probe' }] },
      { kind: 'receive', side: 'b', queue: t.name('received'), seconds: 60, observe: 'event through the rule to the open bus' },
    ];
  },
};
