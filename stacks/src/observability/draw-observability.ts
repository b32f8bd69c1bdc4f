import { drawAlarm } from '@busbar/constructs/planned';
import { compositeRule, type DeploymentUnit, type PlannedComposite, type PlannedTopic, type Topology } from '@busbar/topology';
import { CfnOutput, type CfnResource } from 'aws-cdk-lib';
import { CfnCompositeAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnLink, CfnSink } from 'aws-cdk-lib/aws-oam';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/**
 * What watches one deployment unit: its alarms and where they are sent, its dashboards, and its part in sharing metrics. The ids in
 * the template follow from the planned names.
 */
export class UnitObservability extends Construct {
  constructor(scope: Construct, id: string, { observability }: Topology, unit: Pick<DeploymentUnit, 'account' | 'stack'>) {
    super(scope, id);
    const isDrawnHere = ({ account, stack }: typeof unit): boolean => account === unit.account && stack === unit.stack;
    const sinks = observability.sinks.filter(isDrawnHere);
    const alarms = new Map<string, CfnResource>();
    for (const topic of observability.topics.filter(isDrawnHere)) this.drawTopic(topic);
    for (const alarm of observability.alarms.filter(isDrawnHere)) alarms.set(alarm.name, drawAlarm(this, alarm.name, alarm));
    this.drawComposites(observability.composites.filter(isDrawnHere), alarms);
    for (const { name, body } of observability.dashboards.filter(isDrawnHere)) {
      new CfnDashboard(this, `Dashboard-${name}`, { dashboardName: name, dashboardBody: JSON.stringify(body) });
    }
    for (const { name, policy } of sinks) {
      const sink = new CfnSink(this, `Sink-${name}`, { name, policy });
      new CfnOutput(sink, 'SinkArn', {
        value: sink.attrArn,
        description: 'Sink for the metrics of the accounts of the stage',
      }).overrideLogicalId('SinkArn');
    }
    for (const { sinkArn, namespaces } of observability.links.filter(isDrawnHere)) this.drawLink(sinkArn, namespaces);
  }

  private drawTopic({ name, team, emails, policy }: PlannedTopic): void {
    const topic = new CfnTopic(this, `Topic-${name}`, { topicName: name, displayName: `Busbar: ${team}`.slice(0, 100) });
    new CfnTopicPolicy(this, `TopicPolicy-${name}`, { topics: [topic.ref], policyDocument: policy });
    for (const email of emails) {
      new CfnSubscription(this, `Email-${name}-${email}`, { topicArn: topic.ref, protocol: 'email', endpoint: email });
    }
  }

  /** An alarm has to be there before the composite that names it. */
  private drawComposites(composites: readonly PlannedComposite[], drawn: Map<string, CfnResource>): void {
    const planned = new Map(composites.map((composite) => [composite.name, composite]));
    const draw = (composite: PlannedComposite): CfnResource => {
      const topics = [...composite.topics];
      const resource = new CfnCompositeAlarm(this, composite.name, {
        alarmName: composite.name,
        alarmDescription: composite.description,
        alarmRule: compositeRule(composite),
        ...(topics.length > 0 && { alarmActions: topics, okActions: topics }),
      });
      drawn.set(composite.name, resource);
      for (const name of composite.children) {
        const inner = planned.get(name);
        const child = drawn.get(name) ?? (inner && draw(inner));
        if (child) resource.addResourceDependency(child);
      }
      return resource;
    };
    for (const composite of composites) if (!drawn.has(composite.name)) draw(composite);
  }

  private drawLink(sinkIdentifier: string, namespaces: readonly string[]): void {
    new CfnLink(this, 'Link', {
      sinkIdentifier,
      labelTemplate: '$AccountName',
      resourceTypes: ['AWS::CloudWatch::Metric'],
      linkConfiguration: {
        metricConfiguration: { filter: `Namespace IN (${namespaces.map((namespace) => `'${namespace}'`).join(', ')})` },
      },
    });
  }
}
