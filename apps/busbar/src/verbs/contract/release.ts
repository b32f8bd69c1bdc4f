import { exitCode } from '../../exit';
import { required, text } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const release = defineVerb({
  name: 'release',
  summary: 'freeze a draft as the next version; its step is computed from the changes',
  purpose: 'write',
  arguments: { eventType: required('for example delivery.status.updated@1') },
  options: {
    reason: text('<text>', 'why, for the ledger and the changelog', { required: true }),
    by: text('<name>', 'who releases (default: git’s user.name)'),
  },
  json: 'the entry of the ledger: { type, version, bump, sha256, releasedBy, releasedAt, reason, file }',
  run: async (terminal, input) => {
    const { changeConfig } = await import('../../contract/write-edits');
    const { releaseDraft } = await import('../../contract/release-draft');
    const entry = await changeConfig(terminal, input, (governance) => releaseDraft(terminal, governance, input));
    if (input.json) terminal.printJson(entry);
    else terminal.print(`${terminal.out.good('released')} ${entry.type} ${entry.version} (${entry.bump})`);
    return exitCode.ok;
  },
});
