import { join } from 'node:path';
import { useTopology } from '@busbar/constructs';
import { loadManifest } from '@busbar/manifest';
import { compile } from '@busbar/topology';
import { App, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccessServiceStack, serviceStacks } from '../src/stacks';

describe('the access service’s stack', () => {
  it('has both functions under their planned names and admits the local rules of its service, and nobody else', async () => {
    const { manifest } = await loadManifest(join(__dirname, '../../../config'));
    if (!manifest) throw new Error('config/ has errors.');
    const { topology } = compile(manifest, 'dev');
    const stage = new Stage(new App(), 'dev');
    useTopology(stage, topology);
    serviceStacks(stage, topology);
    const stack = stage.node.children.find((child): child is AccessServiceStack => child instanceof AccessServiceStack);
    if (!stack) throw new Error('The access service has no stack.');
    const template = Template.fromStack(stack);

    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'access-grants', Runtime: 'nodejs22.x' });
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'access-doors' });
    const admitted = Object.values(template.findResources('AWS::Lambda::Permission')).map(
      ({ Properties }: { Properties?: { SourceArn?: string; Principal?: string } }) =>
        `${Properties?.Principal} ${Properties?.SourceArn}`,
    );
    const prefix = `arn:aws:events:${topology.region}:${stack.account}:rule/${topology.bus.name}/access-service-`;
    expect(admitted).toEqual([`events.amazonaws.com ${prefix}*`, `events.amazonaws.com ${prefix}*`]);
    const rules = topology.inboxes
      .flatMap((inbox) => inbox.subscriptions)
      .filter(({ delivery }) => delivery.kind === 'function')
      .map(({ rule }) => rule.arn);
    expect(rules.filter((arn) => !arn.startsWith(prefix))).toEqual([]);
  });
});
