import type { TemplateCheck } from './template-check';
import { listOf, mapOf, type Properties } from './template';

/** Stacks of the platform, by their names. */
const PLATFORM_STACK = /^busbar-/;

export const pipelineChecks: readonly TemplateCheck[] = [
  {
    rule: 'Busbar-NoStageRollback',
    types: ['AWS::CodePipeline::Pipeline'],
    severity: 'error',
    description:
      'A pipeline that deploys the platform rolls a stage back: CodePipeline lays an earlier end state over the present one, without the steps between them, so events are lost.',
    fix: 'Remove the result ROLLBACK. To go back, revert the commit: it is rolled out in steps like any change.',
    source: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback-auto.html',
    broken: ({ properties: { Stages } }) => {
      const stages = listOf(Stages).map(mapOf);
      return stages.some(deploysPlatform) ? stages.flatMap(rollbacksOf) : [];
    },
  },
];

function deploysPlatform({ Actions }: Properties): boolean {
  return listOf(Actions).some((action) => PLATFORM_STACK.test(String(mapOf(mapOf(action)['Configuration'])['StackName'])));
}

/** A stage rolls back by the result of a failure, or of a condition that is not met. */
function rollbacksOf(stage: Properties, index: number): readonly string[] {
  return ['OnFailure', 'OnSuccess', 'BeforeEntry'].flatMap((when) => {
    const { Result, Conditions } = mapOf(stage[when]);
    const places = [
      { at: 'Result', result: Result },
      ...listOf(Conditions).map((condition, at) => ({ at: `Conditions/${at}/Result`, result: mapOf(condition)['Result'] })),
    ];
    return places.filter(({ result }) => result === 'ROLLBACK').map(({ at }) => `Stages/${index}/${when}/${at}`);
  });
}
