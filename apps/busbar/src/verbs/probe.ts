import { CommandError, exitCode } from '../exit';
import { flag, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const probe = defineVerb({
  name: 'probe',
  summary: 'try on two AWS sandbox accounts what Busbar assumes about AWS, and compare with the runtime',
  purpose: 'platform',
  options: {
    profileA: text('<profile>', 'AWS profile of the first sandbox account'),
    profileB: text('<profile>', 'AWS profile of the second one'),
    region: text('<region>', 'where the experiments run', { default: 'us-east-1' }),
    only: text('<ids>', 'these experiments, separated by commas'),
    dryRun: flag('print every template and every call; asks nobody'),
    allowCompanyAccounts: flag('also in accounts that config/ names'),
  },
  json: '{ region, suffix, accounts: { a, b }, experiments: [{ id, question, assumption, answers: [{ name, aws?, runtime?, agree?, detail? }], error?, leftovers }] }; with --dry-run { experiments: [{ id, question, assumption, steps }] }',
  notes: 'Creates CloudFormation stacks named busbar-probe-…, and removes them in any case. See docs/probe.md.',
  run: async (terminal, input) => {
    const { randomBytes } = await import('node:crypto');
    const { awsWorld } = await import('../probe/aws-world');
    const { companyAccounts, identify, requireSandboxes } = await import('../probe/accounts');
    const { describeExperiment, describeResult, DRY_RUN } = await import('../probe/describe');
    const { chooseExperiments } = await import('../probe/choose');
    const { probeExperiment } = await import('../probe/compare');
    const { runtimeWorld } = await import('../probe/runtime-world');
    const experiments = chooseExperiments(input.only);
    if (input.dryRun) {
      const context = { ...DRY_RUN, region: input.region };
      if (input.json) {
        const planned = experiments.map(({ id, question, assumption, steps }) => ({
          id,
          question,
          assumption,
          steps: steps(context),
        }));
        terminal.printJson({ experiments: planned });
      } else terminal.print(...experiments.flatMap((experiment) => [...describeExperiment(experiment, context), '']));
      return exitCode.ok;
    }
    const { profileA, profileB, region } = input;
    if (profileA === undefined || profileB === undefined) {
      throw new CommandError(
        exitCode.usage,
        'There are no accounts to try it on.',
        'Give --profile-a and --profile-b, or --dry-run.',
      );
    }
    const profiles = { a: profileA, b: profileB };
    const settings = (side: 'a' | 'b') => ({ region, profile: profiles[side] });
    const { a, b } = await identify(settings);
    const suffix = randomBytes(4).toString('hex');
    const context = { suffix, region, partition: a.partition, accounts: { a: a.account, b: b.account } };
    const { manifestIfAny } = await import('../company');
    const manifest = await manifestIfAny(input);
    requireSandboxes(context, manifest ? companyAccounts(manifest) : new Map(), input.allowCompanyAccounts);

    const interrupted = new AbortController();
    const stop = () => {
      terminal.say('Removing what was made; this takes a minute.');
      interrupted.abort();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const tags = { 'busbar:probe': suffix };
    const worlds = { aws: () => awsWorld({ settings, tags }), runtime: () => runtimeWorld(context) };
    const results = [];
    try {
      for (const experiment of experiments) {
        if (interrupted.signal.aborted) break;
        terminal.say(terminal.err.dim(`${experiment.id}: about ${experiment.minutes} minutes`));
        const result = await probeExperiment(experiment, context, worlds, { signal: interrupted.signal });
        results.push(result);
        if (!input.json) terminal.print(...describeResult(result), '');
      }
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    }
    if (input.json) terminal.printJson({ region, suffix, accounts: context.accounts, experiments: results });
    const failed = results.some(({ error, leftovers }) => error !== undefined || leftovers.length > 0);
    if (failed || interrupted.signal.aborted) return exitCode.environment;
    return results.some(({ answers }) => answers.some(({ agree }) => agree === false)) ? exitCode.checkFailed : exitCode.ok;
  },
});
