import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeExperiment } from '../../src/probe/compare';
import { DRY_RUN } from '../../src/probe/describe';
import { experiments } from '../../src/probe/experiments/index';
import { runtimeWorld } from '../../src/probe/runtime-world';

/*
 * The embedded runtime stands in for AWS here, behind the clients that AWS is asked with. So these are the runtime's answers, as
 * `docs/emulator.md` has them: no answer of AWS is written down anywhere.
 */
const worlds = { aws: () => runtimeWorld(DRY_RUN), runtime: () => runtimeWorld(DRY_RUN) };

it.each<[id: string, answers: Readonly<Record<string, string>>]>([
  [
    'put-targets',
    {
      'rule to a bus that admits the role': 'deployed',
      'rule to a bus that admits nobody': 'deployed',
      'event through the rule to the open bus': '1',
    },
  ],
  [
    'batches',
    {
      'one listed source': 'ok',
      'two listed sources': 'ok, ok',
      'a source that is not listed': 'AccessDeniedException',
      'a listed and an unlisted source': 'ok, AccessDeniedException',
    },
  ],
  [
    'policy-characters',
    {
      'policy of 10240 characters without white space': 'deployed',
      'policy of 10241 characters without white space': 'refused',
    },
  ],
  [
    'closed-dlq',
    {
      'rule with a closed dead-letter queue': 'deployed',
      'the event, after the queue was opened': 'none',
      'the next event': '1 NO_RESOURCE',
    },
  ],
  ['third-hop', { 'dead letters of the second rule': '1 THIRD_ACCOUNT_HOP_DETECTED', 'events on the third bus': 'none' }],
  ['effect-delay', { 'before the bus admits it': 'AccessDeniedException', 'within 60 s of the change': 'accepted' }],
  [
    'sizes',
    {
      'entry of 1,048,576 bytes': 'ValidationException',
      'entry of 1,048,575 bytes': 'ok',
      'it, in a queue for 1 MiB': 'none',
      'it, in the DLQ of that queue': 'none',
      'it, in the DLQ of a function': 'none',
      'entry of 2,048 bytes': 'ok',
      'it, in the DLQ of a queue for 1,024 bytes': '1 ERROR_FROM_TARGET',
    },
  ],
  ['queue-tags', { 'queue with the tag': 'none', 'queue with another value of the tag': 'AccessDenied' }],
  ['encrypted-bus', { 'without permissions on the key': 'ok', 'the event': '1' }],
])('%s: the runtime answers as it is documented, and everything is removed', async (id, answers) => {
  const experiment = experiments.find((each) => each.id === id);
  if (!experiment) throw new Error(`There is no experiment "${id}".`);
  const result = await probeExperiment(experiment, DRY_RUN, worlds);
  expect(result).toMatchObject({ id, leftovers: [] });
  expect(result.error).toBeUndefined();
  expect(Object.fromEntries(result.answers.map(({ name, aws }) => [name, aws]))).toEqual(answers);
  expect(result.answers.filter(({ agree }) => agree !== true)).toEqual([]);
});

it('has an id of its own for each, and names it at an assumption in docs/emulator.md', () => {
  const documented = readFileSync(join(__dirname, '../../../../docs/emulator.md'), 'utf8');
  const ids = experiments.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !documented.includes(`\`${id}\``))).toEqual([]);
});

it('gives everything that it makes names that end in the suffix of the probe', () => {
  const names = experiments.flatMap(({ steps }) =>
    steps(DRY_RUN).flatMap((step) => {
      if (!('template' in step)) return [];
      return Object.values(step.template.Resources).flatMap((resource) => {
        const { Properties } = resource as { Properties: Readonly<Record<string, unknown>> };
        return Object.entries(Properties)
          .filter(([property]) => /^(?:Name|QueueName|RoleName|FunctionName)$/.test(property))
          .flatMap(([, value]) => (typeof value === 'string' ? value : []));
      });
    }),
  );
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !/^busbar-probe-[a-z-]+-dryrun$/.test(name) || name.length > 64)).toEqual([]);
});
