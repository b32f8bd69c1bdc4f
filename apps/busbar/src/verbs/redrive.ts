import { exitCode } from '../exit';
import { choice, flag, integer, required, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const redrive = defineVerb({
  name: 'redrive',
  summary: 'send dead letters again to where they were meant to go',
  purpose: 'operate',
  arguments: { name: required('a subscription, as <service>/<subscription>, or a route') },
  options: {
    stage: text('<stage>', 'the stage', { required: true }),
    from: choice('<which>', 'only one of its two DLQs', ['delivery', 'processing']),
    dryRun: flag('only say what would be sent'),
    reason: text('<reason>', 'only messages with this reason'),
    eventType: text('<event type>', 'only events of this type'),
    max: integer('<n>', 'at most as many messages of a queue', { from: 1 }),
    profile: text('<profile,…>', 'AWS profile of the account; a route needs one of the central account, too'),
    port: integer('<port>', 'not on AWS but in the runtime that `busbar up` serves there', { from: 1, to: 65_535 }),
  },
  json: '[{ from, queue, account, destination, groups: [{ reason, eventType?, messages, oldest, redriven, error? }] }]',
  notes: [
    'A message is removed when it was sent: none is lost, some may arrive twice, with',
    "the same metadata.id. What is in the DLQ of a route goes to the subscriber's bus,",
    'so that nobody else gets it again.',
    '',
    'Needed on the DLQ: sqs:GetQueueUrl, ReceiveMessage, DeleteMessage,',
    'ChangeMessageVisibility; on the destination: sqs:SendMessage,',
    'lambda:InvokeFunction or events:PutEvents.',
  ].join('\n'),
  run: async (terminal, input) => {
    const { openCompany, topologyOf } = await import('../company');
    const { settingsByAccount } = await import('../redrive/account-clients');
    const { redriveAll } = await import('../redrive/redrive-all');
    const { describeRedrive } = await import('../redrive/describe');
    const { deadLetterSources } = await import('../redrive/sources');
    const topology = topologyOf(await openCompany(terminal, input), input.stage);
    const sources = deadLetterSources(topology, input.name).filter(({ from }) => input.from === undefined || from === input.from);
    const accounts = [...new Set(sources.flatMap(({ account, destination }) => [account, destination.account]))];
    const profiles = input.profile === undefined ? [] : input.profile.split(',').map((each) => each.trim());
    const settings = await settingsByAccount(accounts, { region: topology.region, profiles, port: input.port });
    const results = await redriveAll(sources, settings, { ...input, most: input.max, startedAt: new Date() });
    if (input.json) terminal.printJson(results);
    else terminal.print(...results.flatMap((result) => [...describeRedrive(result, input.dryRun, terminal), '']));
    const isLeft = results.some(({ groups }) => groups.some(({ error }) => error !== undefined));
    return isLeft ? exitCode.checkFailed : exitCode.ok;
  },
});
