import { exitCode } from '../exit';
import { text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const forget = defineVerb({
  name: 'forget',
  summary: 'give up what a stage has in accounts that are closed',
  purpose: 'operate',
  options: {
    stage: text('<stage>', 'the stage', { required: true }),
    accounts: text('<id,…>', 'accounts in which nothing can be deployed or deleted any more', { required: true }),
  },
  json: '{ stage, stacks: [{ stack, account }] }',
  notes: [
    'Removes their stacks from the record of the stage, so that rollouts no longer wait',
    'for them. Changes nothing in the accounts: what is in their queues is lost with',
    'them. Where there is a pipeline, the record is in its bucket: use credentials of',
    'the tooling account.',
  ].join('\n'),
  run: async (terminal, input) => {
    const { openCompany, topologyOf } = await import('../company');
    const { forgetAccounts } = await import('../operations/forget-accounts');
    const { recordStore } = await import('../operations/record-store');
    const company = await openCompany(terminal, input);
    const accounts = input.accounts.split(',').map((each) => each.trim());
    const store = recordStore(company);
    const stacks = await forgetAccounts({ store, topology: topologyOf(company, input.stage), accounts });
    if (input.json) terminal.printJson({ stage: input.stage, stacks });
    else terminal.print(...stacks.map(({ stack, account }) => `Forgot ${stack} in ${account}.`));
    return exitCode.ok;
  },
});
