import { loadManifest, type Manifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { readAppContext, selectStages, type AppContext } from '../src/app-context';

let manifest: Pick<Manifest, 'stages' | 'platform'>;
let withoutPipeline: typeof manifest;
beforeAll(async () => {
  const { manifest: loaded } = await loadManifest(testCompanyConfig);
  if (!loaded) throw new Error('the test company has errors');
  manifest = loaded;
  const { pipeline: _, ...platform } = loaded.platform;
  withoutPipeline = { ...loaded, platform };
});

const named = (stages: readonly { readonly name: string }[]): string => stages.map(({ name }) => name).join(' ');
const context = (given: Omit<AppContext, 'onlyNames'>): AppContext => ({ ...given, onlyNames: false });

describe('the context of the `cdk` command line', () => {
  it.each<[json: string | undefined, expected: AppContext]>([
    [undefined, { onlyNames: false }],
    ['{}', { onlyNames: false }],
    ['{"stage":"dev"}', { stage: 'dev', onlyNames: false }],
    ['{"pipeline":"dev","aws:cdk:bundling-stacks":["**"]}', { pipeline: 'dev', onlyNames: false }],
    ['{"deploy-by-hand":"prod"}', { deployByHand: 'prod', onlyNames: false }],
    ['{"aws:cdk:bundling-stacks":[]}', { onlyNames: true }],
  ])('%s', (json, expected) => {
    expect(readAppContext(json)).toEqual(expected);
  });
});

describe('without a context', () => {
  it('are drawn: every pipeline, and the stages that ask for no approval', () => {
    const { pipelines, byHand, notes } = selectStages(manifest, context({}));
    expect([named(pipelines), named(byHand)]).toEqual(['dev staging prod', 'dev staging']);
    expect(notes).toEqual([
      'Stage "prod" asks for approval, which a deployment by hand would pass by: its stacks are left out. ' +
        'With "--context deploy-by-hand=prod" they are there.',
    ]);
  });
});

describe('with a context', () => {
  it.each<[given: Omit<AppContext, 'onlyNames'>, pipelines: string, byHand: string]>([
    [{ stage: 'dev' }, 'dev', 'dev'],
    [{ stage: 'prod' }, 'prod', ''],
    [{ deployByHand: 'prod' }, 'prod', 'prod'],
    [{ stage: 'prod', deployByHand: 'prod' }, 'prod', 'prod'],
    [{ stage: 'dev', deployByHand: 'prod' }, 'dev', 'dev'],
    [{ pipeline: 'prod' }, 'prod', ''],
  ])('%j', (given, pipelines, byHand) => {
    const selection = selectStages(manifest, context(given));
    expect([named(selection.pipelines), named(selection.byHand)]).toEqual([pipelines, byHand]);
  });

  it('is refused when there is no such stage', () => {
    for (const given of [{ stage: 'prd' }, { pipeline: 'prd' }, { deployByHand: 'prd' }]) {
      expect(() => selectStages(manifest, context(given))).toThrow('There is no stage "prd".');
    }
  });

  it('is refused when nothing is left to draw, with the reason', () => {
    expect(() => selectStages(withoutPipeline, context({ stage: 'prod' }))).toThrow(/asks for approval/);
    expect(() => selectStages(withoutPipeline, context({ pipeline: 'prod' }))).toThrow(/has no pipeline/);
  });

  it('has only the stages by hand where there is no pipeline', () => {
    const { pipelines, byHand } = selectStages(withoutPipeline, context({}));
    expect([named(pipelines), named(byHand)]).toEqual(['', 'dev staging']);
  });
});
