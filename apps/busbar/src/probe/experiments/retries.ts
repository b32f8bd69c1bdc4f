import type { Experiment } from '../experiment';
import { allow, ProbeTemplates } from '../templates';

export const retriesAfterPermission: Experiment = {
  id: 'retries-after-permission',
  question: 'What becomes of an event that EventBridge is retrying when the permission for its target goes?',
  assumption:
    'The next retry is denied and ends in the DLQ at once. On it rests that permissions and roles leave no earlier than the longest maximumEventAgeInSeconds after their users.',
  minutes: 7,
  notInRuntime: 'It needs a target that fails for a while: an API destination, which does not run here.',
  steps(context) {
    const t = new ProbeTemplates(context);
    const rule = t.rule('a', 'retries', 'retries');
    const code = `exports.handler = async () => ({ statusCode: 503, body: 'busy' });`;
    const stack = (permitted: boolean) =>
      t.template(
        t.busPart('retries'),
        t.rolePart('busy', { Service: 'lambda.amazonaws.com' }, [allow('logs:PutLogEvents', '*')]),
        {
          Busy: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              FunctionName: t.name('busy'),
              Role: { 'Fn::GetAtt': ['BusyRole', 'Arn'] },
              Runtime: 'nodejs22.x',
              Handler: 'index.handler',
              Code: { ZipFile: code },
            },
          },
          BusyUrl: {
            Type: 'AWS::Lambda::Url',
            Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Busy', 'Arn'] }, AuthType: 'NONE' },
          },
          BusyUrlPermission: {
            Type: 'AWS::Lambda::Permission',
            Properties: {
              Action: 'lambda:InvokeFunctionUrl',
              FunctionName: { Ref: 'Busy' },
              Principal: '*',
              FunctionUrlAuthType: 'NONE',
            },
          },
          Connection: {
            Type: 'AWS::Events::Connection',
            Properties: {
              Name: t.name('busy'),
              AuthorizationType: 'API_KEY',
              AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-probe', ApiKeyValue: 'none' } },
            },
          },
          Destination: {
            Type: 'AWS::Events::ApiDestination',
            Properties: {
              Name: t.name('busy'),
              ConnectionArn: { 'Fn::GetAtt': ['Connection', 'Arn'] },
              HttpMethod: 'POST',
              InvocationEndpoint: { 'Fn::GetAtt': ['BusyUrl', 'FunctionUrl'] },
            },
          },
        },
        t.rolePart('invoke', { Service: 'events.amazonaws.com' }, [
          permitted ? allow('events:InvokeApiDestination', '*') : allow('events:ListEventBuses', '*'),
        ]),
        t.queuePart('a', 'retries-dlq', [rule]),
        t.rulePart('retries', 'retries', {
          arn: { 'Fn::GetAtt': ['Destination', 'Arn'] },
          role: t.role('a', 'invoke'),
          deadLetterQueue: t.queue('a', 'retries-dlq'),
          retry: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 3600 },
          after: ['InvokeRole', 'RetriesDlqQueuePolicy'],
        }),
      );
    return [
      { kind: 'deploy', side: 'a', stack: '', template: stack(true) },
      { kind: 'wait', seconds: 60, why: 'rule and role take effect' },
      { kind: 'publish', side: 'a', events: [{ bus: t.bus('a', 'retries'), source: 'busbar.probe' }] },
      { kind: 'receive', side: 'a', queue: t.name('retries-dlq'), seconds: 30, observe: 'dead letters while the target is busy' },
      { kind: 'deploy', side: 'a', stack: '', template: stack(false) },
      {
        kind: 'receive',
        side: 'a',
        queue: t.name('retries-dlq'),
        seconds: 240,
        observe: 'dead letters after the permission went',
      },
    ];
  },
};

export const effectDelay: Experiment = {
  id: 'effect-delay',
  question: 'How long after CloudFormation is done does a changed policy of a bus take effect?',
  assumption: 'Within 60 s. On it rests `settleSeconds`, the pause after each wave of a rollout.',
  minutes: 4,
  steps(context) {
    const t = new ProbeTemplates(context);
    const bus = t.bus('a', 'effect');
    const open = allow('events:PutEvents', bus, { Sid: 'Publisher', Principal: { AWS: t.role('b', 'late') } });
    const publish = { side: 'b', role: t.name('late'), events: [{ bus, source: 'busbar.probe' }] } as const;
    return [
      {
        kind: 'deploy',
        side: 'b',
        stack: '',
        template: t.template(t.rolePart('late', { AWS: t.root('b') }, [allow('events:PutEvents', bus)])),
      },
      { kind: 'deploy', side: 'a', stack: '', template: t.template(t.busPart('effect')) },
      { kind: 'wait', seconds: 60, why: 'the role takes effect' },
      { kind: 'publish', ...publish, observe: 'before the bus admits it' },
      { kind: 'deploy', side: 'a', stack: '', template: t.template(t.busPart('effect', [open])) },
      { kind: 'publish-until', publish, seconds: 60, observe: 'within 60 s of the change' },
    ];
  },
};
