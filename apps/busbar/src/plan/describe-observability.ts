import { monthlyCostOf, stageAlarmOf, type AlarmSeverity, type Topology } from '@busbar/topology';
import { plural } from '../terminal/plural';
import type { Style } from '../terminal/style';
import { wrap } from '../terminal/table';

/** What watches a stage, in a few lines: how many alarms, whom they reach, what that costs, and what the stage's alarm covers. */
export function describeObservability(topology: Topology, style: Style, width: number): string[] {
  const { alarms, composites, topics, dashboards, coverage } = topology.observability;
  if (alarms.length + dashboards.length === 0) return ['alarms: none'];
  const accounts = new Set(alarms.map(({ account }) => account)).size;
  const of = (severity: AlarmSeverity): number => alarms.filter((alarm) => alarm.severity === severity).length;
  const emails = new Set(topics.flatMap((topic) => topic.emails)).size;
  const rules = topology.inboxes.reduce((sum, { subscriptions }) => sum + subscriptions.length, topology.routes.length);
  const cost = Math.round(monthlyCostOf(topology.observability, rules));
  const stageAlarm = stageAlarmOf(topology);
  const lines = [
    `alarms: ${plural(alarms.length, 'alarm')} in ${plural(accounts, 'account')} (${of('page')} page, ${of('warn')} warn), ` +
      `${plural(composites.length, 'composite alarm')}, ${plural(dashboards.length, 'dashboard')}; ` +
      `about $${cost.toLocaleString('en')} a month at list prices of us-east-1`,
    `sent to ${plural(topics.length, 'topic')} with ${plural(emails, 'address', 'addresses')}`,
    ...(stageAlarm ? [`${style.name(stageAlarm.name)} covers ${covered(coverage)}`] : []),
  ];
  return lines.flatMap((line) => wrap(line, width, '  '));
}

function covered(coverage: Topology['observability']['coverage']): string {
  if (coverage?.accounts === 'stage') return 'the central account and every account that shares its metrics with it';
  return `the central account only: ${coverage?.reason ?? 'no account shares its metrics.'}`;
}
