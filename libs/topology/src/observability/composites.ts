import type { Topology } from '../model';
import { names } from '../names';
import { compareText, groupBy } from '../order';
import { alarmKinds, type AlarmKind } from './alarm-kinds';
import { alarmName, describeAlarm } from './alarm-of';
import type { ObservabilityContext } from './context';
import type { Place, PlannedAlarm, PlannedComposite } from '../observability-model';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const COMPOSITE_LIMITS = { children: 100, ruleCharacters: 10_240 } as const;

/**
 * The alarms of alarms of the central account: one of the routes in each routing stack, drawn there, and the stage's, of those and of
 * what is watched beside. So a route more or less changes its own stack only.
 *
 * @param watched alarms and composites of objectives
 */
export function planComposites(
  context: ObservabilityContext,
  watched: { readonly alarms: readonly PlannedAlarm[]; readonly composites: readonly PlannedComposite[] },
): readonly PlannedComposite[] {
  const { central, view } = context;
  // An objective is broken when both of its windows say so, not when one does.
  const parts = new Set(watched.composites.flatMap(({ children }) => children));
  const counted = [...watched.alarms.filter(({ name }) => !parts.has(name)), ...watched.composites].filter(
    ({ account, kind, severity }) =>
      account === central && alarmKinds[kind].inStageAlarm && !(isObjective(kind) && severity === 'warn'),
  );
  const byStack = groupBy(counted, ({ stack }) => stack);
  const routing = [...byStack].flatMap(([stack, alarms]) =>
    stack === names.stack.observability
      ? []
      : anyOf(
          context,
          { account: central, stack, kind: 'routing', thing: stack },
          alarms.map(({ name }) => name),
        ),
  );
  const ofStage = [
    ...(byStack.get(names.stack.observability) ?? []).map(({ name }) => name),
    ...[...byStack.keys()].filter((stack) => stack !== names.stack.observability).map((stack) => routingName(stack)),
  ];
  const stage = anyOf(
    context,
    { account: central, stack: names.stack.observability, kind: 'stage', thing: view.stage.name },
    ofStage,
  );
  return [...routing, ...stage];
}

/** The alarm of a stage, which a rollout waits for. Undefined where nothing of the central account is watched. */
export function stageAlarmOf({ stage, observability }: Pick<Topology, 'stage' | 'observability'>): PlannedComposite | undefined {
  return observability.composites.find(({ name }) => name === stageAlarmName(stage));
}

export function stageAlarmName(stage: string): string {
  return alarmName(alarmKinds.stage.severity, 'stage', stage);
}

function routingName(stack: string): string {
  return alarmName(alarmKinds.routing.severity, 'routing', stack);
}

/** A slow burn of a budget is for working hours. */
function isObjective(kind: AlarmKind): boolean {
  return kind === 'success-objective' || kind === 'latency-objective';
}

/** A composite of all children, over as many levels as their number needs. None without children. */
function anyOf(
  context: ObservabilityContext,
  { kind, thing, ...place }: Place & { readonly kind: AlarmKind; readonly thing: string },
  children: readonly string[],
): readonly PlannedComposite[] {
  if (children.length === 0) return [];
  const { severity } = alarmKinds[kind];
  const draw = (name: string, of: readonly string[]): PlannedComposite => ({
    name,
    kind,
    severity,
    ...place,
    description: describeAlarm(kind, { detail: `Stage ${context.view.stage.name}.`, runbooks: context.runbooks }),
    join: 'OR',
    children: of,
    // Each child is sent by itself.
    topics: [],
  });
  const name = alarmName(severity, kind, thing);
  const drawn: PlannedComposite[] = [];
  let level = [...children].sort(compareText);
  for (let depth = 1; chunks(level).length > 1; depth += 1) {
    level = chunks(level).map((of, index) => {
      const part = draw(`${name}-part-${depth}-${index + 1}`, of);
      drawn.push(part);
      return part.name;
    });
  }
  return [...drawn, draw(name, level)];
}

/** As few as the limits allow. */
function chunks(names: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let characters = 0;
  for (const name of names) {
    const length = compositeRule({ join: 'OR', children: [name] }).length + ' OR '.length;
    const last = parts.at(-1);
    if (last && last.length < COMPOSITE_LIMITS.children && characters + length <= COMPOSITE_LIMITS.ruleCharacters) {
      last.push(name);
      characters += length;
    } else {
      parts.push([name]);
      characters = length;
    }
  }
  return parts;
}

/** CloudWatch's rule expression. */
export function compositeRule({ join, children }: Pick<PlannedComposite, 'join' | 'children'>): string {
  return children.map((name) => `ALARM("${name}")`).join(` ${join} `);
}
