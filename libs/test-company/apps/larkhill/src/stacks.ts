import { dirname, join } from 'node:path';
import { SubscribedFunction } from '@busbar/constructs';
import type { Topology } from '@busbar/topology';
import { Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { buildSync } from 'esbuild';

/** The stack of the one service that has functions, each by one of its subscriptions. */
export function serviceStacks(scope: Construct, topology: Topology): void {
  const service = 'access-service';
  const identity = topology.identities.find((each) => each.service === service);
  if (!identity) return;
  const env = { account: identity.account, region: topology.region };
  const stack = new Stack(scope, service, { stackName: 'larkhill-access-service', env });
  const code = bundled();
  new SubscribedFunction(stack, 'Grants', { topology, service, subscription: 'garage-deliveries', code });
  new SubscribedFunction(stack, 'Doors', { topology, service, subscription: 'serious-tampering', code });
}

function bundled(): Code {
  // By name: this module may run from a bundle. Nx takes the package for a part of the project around it.
  // eslint-disable-next-line @nx/enforce-module-boundaries
  const home = dirname(require.resolve('@larkhill/services/package.json'));
  const outdir = join(home, 'dist', 'functions');
  buildSync({
    entryPoints: { index: join(home, 'src', 'access-service.ts') },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['@aws-sdk/*'],
    logLevel: 'error',
  });
  return Code.fromAsset(outdir);
}
