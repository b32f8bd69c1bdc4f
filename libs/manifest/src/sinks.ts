import { parseArn } from '@busbar/arn';
import type { Problem } from '@busbar/problem';
import { manifestProblem } from './manifest-problems';
import type { Platform, Stage } from './model';

/** Links and sink are of one Region, and the sink that `create` makes is in the stage's central account. */
export function checkSinks({ observability }: Pick<Platform, 'observability'>, stages: readonly Stage[]): Problem[] {
  return stages.flatMap((stage) => {
    const { sink = observability.sink, sinkArn } = stage.observability;
    return [
      ...(sink === 'create' || sink === 'none' ? [] : checkRegion(sink, stage)),
      ...(sinkArn === undefined ? [] : checkMade(sink, sinkArn, stage)),
    ];
  });
}

function checkRegion(arn: string, { region, document }: Stage): Problem[] {
  if (parseArn(arn)?.region === region) return [];
  return [
    manifestProblem(
      'stage/sink-elsewhere',
      document.at(['observability', 'sink']),
      `The stage is in ${region}, its sink is ${arn}; an account shares metrics with sinks of the same Region only.`,
      `Name a sink in ${region}, here or in config/platform.yaml.`,
    ),
  ];
}

function checkMade(sink: string, arn: string, { centralAccount, region, document }: Stage): Problem[] {
  const at = document.at(['observability', 'sinkArn']);
  const { account, region: place } = parseArn(arn) ?? {};
  if (sink !== 'create') {
    return [
      manifestProblem(
        'stage/sink-elsewhere',
        at,
        `The key "sinkArn" is of the sink that \`sink: create\` makes, but the stage says \`sink: ${sink}\`.`,
        'Write `sink: create` as well, or the ARN as `sink` and remove `sinkArn`.',
      ),
    ];
  }
  if (account === centralAccount && place === region) return [];
  return [
    manifestProblem(
      'stage/sink-elsewhere',
      at,
      `The sink ${arn} is not in the central account ${centralAccount} in ${region}, where \`sink: create\` makes the sink.`,
      'Copy the output `SinkArn` of the stack busbar-observability of this stage.',
    ),
  ];
}
