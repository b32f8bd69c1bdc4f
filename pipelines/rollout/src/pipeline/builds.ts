import { SOAK_MARGIN_MINUTES } from '@busbar/topology';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BuildSpec,
  ComputeType,
  LinuxBuildImage,
  PipelineProject,
  type BuildEnvironment,
  type IProject,
  type LoggingOptions,
} from 'aws-cdk-lib/aws-codebuild';
import { Role, ServicePrincipal, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What every build of a pipeline runs on. The image has several versions of Node; this one has long-term support, and the workspace is tested with it. */
export const buildEnvironment: BuildEnvironment = {
  buildImage: LinuxBuildImage.STANDARD_7_0,
  computeType: ComputeType.MEDIUM,
  environmentVariables: { CDK_DISABLE_CLI_TELEMETRY: { value: '1' }, CI: { value: 'true' } },
};

export const nodeVersion = BuildSpec.fromObject({
  version: '0.2',
  phases: { install: { 'runtime-versions': { nodejs: '22' } } },
});

export interface BuildsProps {
  readonly pipeline: string;
  /** Name of the role of the steps, by which queues of heartbeats admit them. */
  readonly roleName: string;
  readonly soakMinutes: number;
  readonly permissions: readonly PolicyStatement[];
}

/** The projects that run the steps of one pipeline, and where its builds log. */
export class Builds extends Construct {
  readonly logging: LoggingOptions;
  readonly steps: IProject;
  readonly soak: IProject | undefined;

  constructor(scope: Construct, id: string, { pipeline, roleName, soakMinutes, permissions }: BuildsProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/busbar/pipeline/${pipeline}`,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.logging = { cloudWatch: { logGroup } };
    const role = new Role(this, 'Role', { roleName, assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
    for (const statement of permissions) role.addToPolicy(statement);
    const project = (name: string, timeout: Duration): IProject =>
      new PipelineProject(this, name, {
        description: `${name} of the pipeline ${pipeline}`,
        role,
        environment: buildEnvironment,
        logging: this.logging,
        timeout,
        buildSpec: BuildSpec.fromObject({
          version: '0.2',
          phases: {
            install: { 'runtime-versions': { nodejs: '22' }, commands: ['npm ci'] },
            build: { commands: ['npx busbar pipeline $BUSBAR_STEP'] },
          },
        }),
      });
    this.steps = project('Steps', Duration.hours(1));
    this.soak = soakMinutes > 0 ? project('Soak', Duration.minutes(soakMinutes + SOAK_MARGIN_MINUTES)) : undefined;
  }
}
