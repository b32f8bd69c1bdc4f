import type { Experiment } from '../experiment';
import { allow, ProbeTemplates } from '../templates';

export const batches: Experiment = {
  id: 'batches',
  question: 'How is a batch of events with several sources authorized under ForAllValues:StringEquals?',
  assumption:
    'Entry by entry: one that is not allowed is refused, or with it the whole call. On it rests one statement a principal with all its sources, which is right either way.',
  minutes: 4,
  steps(context) {
    const t = new ProbeTemplates(context);
    const statement = allow('events:PutEvents', t.bus('a', 'batches'), {
      Sid: 'Publisher',
      Principal: { AWS: t.role('b', 'publisher') },
      Condition: {
        'ForAllValues:StringEquals': { 'events:source': ['busbar.probe.one', 'busbar.probe.two'] },
        Null: { 'events:source': 'false' },
      },
    });
    const publish = (observe: string, ...sources: readonly string[]) =>
      ({
        kind: 'publish',
        side: 'b',
        role: t.name('publisher'),
        events: sources.map((source) => ({ bus: t.bus('a', 'batches'), source: `busbar.probe.${source}` })),
        observe,
      }) as const;
    return [
      {
        kind: 'deploy',
        side: 'b',
        stack: '',
        template: t.template(t.rolePart('publisher', { AWS: t.root('b') }, [allow('events:PutEvents', t.bus('a', 'batches'))])),
      },
      { kind: 'wait', seconds: 15, why: 'IAM knows the role' },
      { kind: 'deploy', side: 'a', stack: '', template: t.template(t.busPart('batches', [statement])) },
      { kind: 'wait', seconds: 60, why: 'the policies take effect' },
      publish('one listed source', 'one'),
      publish('two listed sources', 'one', 'two'),
      publish('a source that is not listed', 'other'),
      publish('a listed and an unlisted source', 'one', 'other'),
    ];
  },
};
