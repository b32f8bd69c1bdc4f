import { dirname, join } from 'node:path';
import { SubscribedFunction } from '@busbar/constructs';
import type { Topology } from '@busbar/topology';
import { Stack, type StackProps } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { buildSync } from 'esbuild';

/** The stacks that Doorstep's service teams own. Named in config/platform.yaml (`workspace.serviceStacks`). */
export function serviceStacks(scope: Construct, topology: Topology): void {
  const access = topology.identities.find(({ service }) => service === 'access-service');
  if (!access) return;
  new AccessServiceStack(scope, 'access-service', {
    topology,
    stackName: 'doorstep-access-service',
    env: { account: access.account, region: topology.region },
  });
}

/** The access service: two functions, each receiving several subscriptions. */
export class AccessServiceStack extends Stack {
  constructor(scope: Construct, id: string, { topology, ...props }: StackProps & { readonly topology: Topology }) {
    super(scope, id, props);
    const service = 'access-service';
    new SubscribedFunction(this, 'Grants', {
      topology,
      service,
      subscription: 'garage-deliveries',
      code: bundled('access-grants'),
    });
    new SubscribedFunction(this, 'Doors', {
      topology,
      service,
      subscription: 'couriers-at-garages',
      code: bundled('access-doors'),
    });
  }
}

/** One file with all that the handler imports; the AWS SDK is left out, since the Lambda runtime has it. */
function bundled(handler: string): Code {
  const home = dirname(require.resolve('@doorstep/services/package.json'));
  const outdir = join(home, 'dist', 'functions', handler);
  buildSync({
    entryPoints: { index: join(home, 'src', 'access-service', `${handler}.ts`) },
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['@aws-sdk/*'],
    logLevel: 'error',
  });
  return Code.fromAsset(outdir);
}
