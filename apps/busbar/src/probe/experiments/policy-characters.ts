import type { Experiment, ProbeContext } from '../experiment';
import { allow, ProbeTemplates } from '../templates';

/** EventBridge's quota: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const QUOTA = 10_240;

export const policyCharacters: Experiment = {
  id: 'policy-characters',
  question: 'What counts against the 10,240 characters of the policy of a bus?',
  assumption:
    'The characters of the JSON without white space. On it rest the quota check, and how many publishers fit without a raised quota.',
  minutes: 3,
  steps: (context) =>
    ([QUOTA, QUOTA + 1] as const).map((characters, index) => ({
      kind: 'deploy',
      side: 'a',
      stack: index === 0 ? 'full' : 'over',
      template: busWithPolicy(context, index === 0 ? 'full' : 'over', characters),
      observe: `policy of ${characters} characters without white space`,
    })),
};

function busWithPolicy(context: ProbeContext, what: string, characters: number) {
  const t = new ProbeTemplates(context);
  const statement = (padding: string) =>
    allow('events:PutEvents', t.bus('a', what), {
      Sid: 'Publisher',
      Principal: { AWS: t.root('b') },
      Condition: { StringEquals: { 'events:source': padding } },
    });
  const without = JSON.stringify({ Version: '2012-10-17', Statement: [statement('')] }).length;
  return t.template(t.busPart(what, [statement('s'.repeat(characters - without))]));
}
