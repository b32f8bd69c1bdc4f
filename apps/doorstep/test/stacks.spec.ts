import { join } from 'node:path';
import { loadManifest } from '@busbar/manifest';
import { compile } from '@busbar/topology';
import { App, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccessServiceStack, serviceStacks } from '../src/stacks';

describe('the access service’s stack', () => {
  it('has both functions under their planned names and admits the local rule of every subscription, and nobody else', async () => {
    const { manifest } = await loadManifest(join(__dirname, '../../../config'));
    if (!manifest) throw new Error('config/ has errors.');
    const { topology } = compile(manifest, 'dev');
    const stage = new Stage(new App(), 'dev');
    serviceStacks(stage, topology);
    const stack = stage.node.children.find((child) => child instanceof AccessServiceStack);
    const template = Template.fromStack(stack as AccessServiceStack);

    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'access-grants', Runtime: 'nodejs22.x' });
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'access-doors' });
    const rules = topology.inboxes
      .flatMap((inbox) => inbox.subscriptions)
      .filter(({ delivery }) => delivery.kind === 'function')
      .map(({ rule }) => rule.arn);
    const admitted = Object.values(template.findResources('AWS::Lambda::Permission')).map(
      ({ Properties }: { Properties?: { SourceArn?: string; Principal?: string } }) =>
        `${Properties?.Principal} ${Properties?.SourceArn}`,
    );
    expect(admitted.sort()).toEqual(rules.map((arn) => `events.amazonaws.com ${arn}`).sort());
  });
});
