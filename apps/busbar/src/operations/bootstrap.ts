import { partitionOf } from '@busbar/arn';
import type { Manifest } from '@busbar/manifest';
import {
  bootstrap,
  executionPolicies,
  executionPolicyName,
  executionPolicyTemplate,
  names,
  unitsOf,
  type DeployedStacks,
  type Topology,
} from '@busbar/topology';

/** An account and Region that Busbar deploys to. */
export interface BootstrapEnvironment {
  readonly account: string;
  readonly region: string;
  readonly stacks: DeployedStacks;
  /** For people. */
  readonly what: string;
  /** In order; each is a program with its arguments. */
  readonly commands: readonly (readonly string[])[];
}

export interface BootstrapPlan {
  /** Templates by the path that the commands name, from the folder that they are run in. */
  readonly files: Readonly<Record<string, object>>;
  readonly environments: readonly BootstrapEnvironment[];
  /** What makes the pipelines when every account is bootstrapped. */
  readonly last: readonly (readonly string[])[];
}

export interface BootstrapRequest {
  readonly manifest: Pick<Manifest, 'platform'>;
  /** Of the stages that are asked for. */
  readonly topologies: readonly Topology[];
  /** Where the templates are written. */
  readonly folder: string;
}

const EXECUTION_POLICY_STACK = 'BusbarExecutionPolicy';

/**
 * The commands that prepare the accounts of stages: Busbar's own qualifier and toolkit stack, so that what the account's teams have
 * bootstrapped stays as it is; trust in the tooling account; and an execution policy that knows only what Busbar draws.
 */
export function planBootstrap({ manifest: { platform }, topologies, folder }: BootstrapRequest): BootstrapPlan {
  const { pipeline } = platform;
  const file = (stacks: DeployedStacks): string => `${folder}/execution-policy-${stacks}.json`;
  const environment = (account: string, region: string, stacks: DeployedStacks, what: string): BootstrapEnvironment => ({
    account,
    region,
    stacks,
    what,
    commands: commandsFor({
      account,
      region,
      stacks,
      file: file(stacks),
      trusted: stacks === 'stage' ? pipeline?.account : undefined,
    }),
  });
  const ofStages = topologies.flatMap((topology) =>
    accountsOf(topology).map((account) => {
      const what = account === topology.centralAccount ? 'central account' : 'account of services';
      return environment(account, topology.region, 'stage', `${topology.stage}: ${what}`);
    }),
  );
  const tooling = pipeline ? [environment(pipeline.account, pipeline.region, 'pipeline', 'tooling account')] : [];
  const kinds = [...new Set([...tooling, ...ofStages].map(({ stacks }) => stacks))];
  return {
    files: Object.fromEntries(kinds.map((stacks) => [file(stacks), executionPolicyTemplate(stacks)])),
    environments: [...tooling, ...ofStages],
    last: pipeline ? [deployPipelines(topologies, pipeline.account)] : [],
  };
}

function accountsOf(topology: Topology): readonly string[] {
  return [...new Set([topology.centralAccount, ...unitsOf(topology).map(({ account }) => account)])];
}

interface EnvironmentRequest extends Pick<BootstrapEnvironment, 'account' | 'region' | 'stacks'> {
  readonly file: string;
  /** Account whose pipelines may deploy here. */
  readonly trusted: string | undefined;
}

/** An AWS profile for each account is called after it. */
function commandsFor({ account, region, stacks, file, trusted }: EnvironmentRequest): readonly (readonly string[])[] {
  const policies = executionPolicies(stacks).map(
    (_, index) => `arn:${partitionOf(region)}:iam::${account}:policy/${executionPolicyName(index, region)}`,
  );
  return [
    [
      ...['aws', 'cloudformation', 'deploy', '--stack-name', EXECUTION_POLICY_STACK, '--template-file', file],
      ...['--capabilities', 'CAPABILITY_NAMED_IAM', '--region', region, '--profile', account],
    ],
    [
      ...['npx', 'cdk', 'bootstrap', `aws://${account}/${region}`, '--qualifier', bootstrap.qualifier],
      ...['--toolkit-stack-name', bootstrap.toolkitStack, '--cloudformation-execution-policies', policies.join(',')],
      ...(trusted === undefined ? [] : ['--trust', trusted, '--trust-for-lookup', trusted]),
      ...['--termination-protection', '--profile', account],
    ],
  ];
}

function deployPipelines(topologies: readonly Topology[], account: string): readonly string[] {
  const stacks = [names.stack.rollout, ...topologies.map(({ stage }) => names.stack.pipeline(stage))];
  return ['npx', 'cdk', 'deploy', ...stacks, '--toolkit-stack-name', bootstrap.toolkitStack, '--profile', account];
}

/** As a shell reads it, over several lines where it is long. */
export function shellLines(words: readonly string[]): readonly string[] {
  const quoted = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`));
  const parts: string[] = [];
  for (const word of quoted) {
    if (word.startsWith('--') || parts.length === 0) parts.push(word);
    else parts.push(`${parts.pop() ?? ''} ${word}`);
  }
  return parts.map((part, index) => `${index === 0 ? '' : '  '}${part}${index === parts.length - 1 ? '' : ' \\'}`);
}
