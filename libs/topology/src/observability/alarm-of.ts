import { alarmKinds, type AlarmKind } from './alarm-kinds';
import type { AlarmMetric, AlarmSeverity, Place, PlannedAlarm } from '../observability-model';

/** Longest that CloudWatch accepts. */
const DESCRIPTION_CHARACTERS = 1024;

export interface AlarmOptions extends Place {
  /** What is watched, by its name: a rule, a queue, a function. The alarm's name ends with it. */
  readonly thing: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** For people: what it is and whose, as a sentence. */
  readonly detail: string;
  /** ARNs of the topics that it is sent to. */
  readonly topics: readonly string[];
  /** Folder or URL of the runbooks, without a slash at the end. */
  readonly runbooks: string;
  /** @default - that of the kind */
  readonly threshold?: number;
  /** @default - that of the kind, over `dimensions` */
  readonly metrics?: readonly AlarmMetric[];
  /** @default - that of the kind */
  readonly severity?: AlarmSeverity;
}

/** An alarm of a kind on one thing. Pure; also for stacks that service teams draw themselves. */
export function alarmOf(kind: AlarmKind, options: AlarmOptions): PlannedAlarm {
  const facts = alarmKinds[kind];
  const { account, stack, thing, topics, threshold = facts.threshold, severity = facts.severity } = options;
  return {
    name: alarmName(severity, kind, thing),
    kind,
    severity,
    account,
    stack,
    description: describeAlarm(kind, options),
    metrics: options.metrics ?? metricsOf(kind, options.dimensions),
    comparison: facts.comparison,
    threshold,
    evaluationPeriods: facts.evaluationPeriods,
    datapointsToAlarm: facts.datapointsToAlarm ?? facts.evaluationPeriods,
    treatMissingData: facts.treatMissingData,
    topics,
  };
}

export function alarmName(severity: AlarmSeverity, kind: AlarmKind, thing: string): string {
  return `busbar-${severity}-${kind}-${thing}`;
}

/** Meaning, whose it is, and the runbook; what is too long is cut before the runbook. */
export function describeAlarm(kind: AlarmKind, { detail, runbooks }: Pick<AlarmOptions, 'detail' | 'runbooks'>): string {
  const runbook = ` Runbook: ${runbooks}/${kind}.md`;
  return `${alarmKinds[kind].meaning} ${detail}`.slice(0, DESCRIPTION_CHARACTERS - runbook.length) + runbook;
}

function metricsOf(kind: AlarmKind, dimensions: AlarmOptions['dimensions']): readonly AlarmMetric[] {
  const { watches, periodSeconds } = alarmKinds[kind];
  if (!watches) throw new Error(`Alarms of the kind "${kind}" have no metric of their own.`);
  const { namespace, expression } = watches;
  const read = Object.entries(watches.metrics).map(([id, metric]) => ({ id, namespace, ...metric, dimensions, periodSeconds }));
  return expression === undefined ? read : [...read, { id: 'result', expression }];
}
