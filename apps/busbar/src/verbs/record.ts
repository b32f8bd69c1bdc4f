import { join, relative, resolve } from 'node:path';
import { CommandError, exitCode } from '../exit';
import { text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const record = defineVerb({
  name: 'record',
  summary: 'write down that a cloud assembly was deployed by hand',
  purpose: 'platform',
  options: {
    from: text('<dir>', 'the cloud assembly that was deployed', { default: 'cdk.out' }),
    stage: text('<stage>', 'only this stage of it'),
    stacks: text('<account/stack,…>', 'only these stacks of it were deployed'),
  },
  json: '[{ stage, file, stacks }]',
  notes: 'The next `busbar plan`, `rollout` and `synth` start from it. Commit the file.',
  run: async (terminal, input) => {
    const { findConfig } = await import('../company');
    const { FileRecords, recordPath } = await import('../operations/file-records');
    const { updateRecord } = await import('../operations/store');
    const { now } = await import('../today');
    const { readTopologies } = await import('../topologies-file');
    const { recordStacks, unitKey, unitsOf } = await import('@busbar/topology');
    const config = findConfig(input);
    const all = readTopologies(join(resolve(input.from)));
    const topologies = all.filter(({ stage }) => input.stage === undefined || stage === input.stage);
    if (topologies.length === 0) {
      const there = all.map(({ stage }) => stage).join(', ');
      throw new CommandError(exitCode.usage, `"${input.from}" has no stage "${input.stage ?? ''}".`, `It has ${there}.`);
    }
    const stacks = input.stacks === undefined ? undefined : new Set(input.stacks.split(',').map((each) => each.trim()));
    const known = new Set(topologies.flatMap((topology) => unitsOf(topology).map(unitKey)));
    const unknown = [...(stacks ?? [])].find((key) => !known.has(key));
    if (unknown !== undefined) {
      throw new CommandError(
        exitCode.usage,
        `"${input.from}" has no stack "${unknown}".`,
        `Write <account>/<stack>, such as ${[...known][0] ?? ''}.`,
      );
    }
    const records = new FileRecords(config);
    const written = [];
    for (const topology of topologies) {
      const deployed = await updateRecord(records, topology.stage, (before) => {
        const record = recordStacks(before, topology, now(), stacks);
        return Promise.resolve({ result: record.units.length, write: record });
      });
      const file = relative(process.cwd(), recordPath(config, topology.stage));
      written.push({ stage: topology.stage, file, stacks: deployed });
    }
    if (input.json) terminal.printJson(written);
    else terminal.print(...written.map(({ file }) => file));
    return exitCode.ok;
  },
});
