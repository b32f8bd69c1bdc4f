/**
 * How fast `@busbar/event-pattern` matches, next to `JSON.parse` of the same texts.
 *
 *     npx tsx tools/bench/src/event-pattern.ts [--json] [--passes 9] [--only <part of a workload's name>]
 *
 * Measured is processor time, and both take turns every few hundred events, so that a busy machine slows both alike: read the
 * ratios, not the absolute figures. A wrong number of matches stops the run.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { parsePattern, PatternIndex } from '@busbar/event-pattern';
import { type Workload, workloads } from './workloads/event-pattern';

export interface Measurement {
  readonly workload: string;
  readonly rules: number;
  readonly eventBytes: number;
  readonly matches: number;
  /** Events a second of processor time, median of the passes. */
  readonly eventsPerSecond: number;
  readonly parsedPerSecond: number;
  /** Median over the passes of: time of `JSON.parse` divided by time of matching. */
  readonly ratio: number;
  /** Lowest and highest ratio of a pass. */
  readonly spread: readonly [number, number];
  readonly goal: number;
}

export interface BuildMeasurement {
  readonly rules: number;
  readonly milliseconds: number;
  readonly megabytes: number;
}

export function measure(workload: Workload, passes: number): Measurement {
  const index = indexOf(workload);
  const { events } = workload;
  const chunks = Array.from({ length: Math.ceil(events.length / CHUNK) }, (_, i) => events.slice(i * CHUNK, (i + 1) * CHUNK));
  const matching: number[] = [];
  const parsing: number[] = [];
  for (let pass = -WARM_UP; pass < passes; pass++) {
    let matches = 0;
    let parsed = 0;
    let matchTime = 0;
    let parseTime = 0;
    for (const chunk of chunks) {
      parseTime += seconds(() => {
        for (const event of chunk) if (typeof JSON.parse(event) === 'object') parsed++;
      });
      matchTime += seconds(() => {
        for (const event of chunk) matches += index.match(event).length;
      });
    }
    if (matches !== workload.expectedMatches || parsed !== events.length) {
      throw new Error(`${workload.name}: ${matches} matches instead of ${workload.expectedMatches}`);
    }
    if (pass < 0) continue;
    matching.push(matchTime);
    parsing.push(parseTime);
  }
  const ratios = matching.map((time, i) => (parsing[i] as number) / time).sort((a, b) => a - b);
  return {
    workload: workload.name,
    rules: workload.rules.length,
    eventBytes: Math.round(events.reduce((sum, event) => sum + event.length, 0) / events.length),
    matches: workload.expectedMatches,
    eventsPerSecond: Math.round(events.length / median(matching)),
    parsedPerSecond: Math.round(events.length / median(parsing)),
    ratio: median(ratios),
    spread: [ratios[0] as number, ratios[ratios.length - 1] as number],
    goal: workload.goal,
  };
}

/** Events between two readings of the clock: few, so that what slows the machine for a moment slows both alike. */
const CHUNK = 200;
const WARM_UP = 3;

/** Parsing of the patterns included. Memory is only known when node runs with `--expose-gc`; otherwise it includes garbage. */
export function measureBuild(workload: Workload): BuildMeasurement {
  const collect = (globalThis as { gc?: () => void }).gc;
  collect?.();
  const before = process.memoryUsage().heapUsed;
  const holder: { index?: PatternIndex<string> } = {};
  const milliseconds = 1000 * seconds(() => (holder.index = indexOf(workload)));
  collect?.();
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6;
  return { rules: holder.index?.stats().patterns ?? 0, milliseconds, megabytes };
}

function indexOf(workload: Workload): PatternIndex<string> {
  const index = new PatternIndex<string>();
  for (const [id, pattern] of workload.rules) index.add(id, parsePattern(pattern));
  return index;
}

/** Processor time, which other programs on the machine hardly change. */
function seconds(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

function main(): void {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, passes: { type: 'string', default: '9' }, only: { type: 'string', default: '' } },
  });
  const chosen = workloads().filter((workload) => workload.name.includes(values.only));
  const largest = chosen.find((workload) => workload.name === 'bus, 10000 mixed rules');
  const build = largest === undefined ? undefined : measureBuild(largest);
  const measurements = chosen.map((workload) => measure(workload, Number(values.passes)));
  const machine = { cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, node: process.version };
  if (values.json) {
    console.log(JSON.stringify({ machine, build, measurements }, undefined, 2));
    return;
  }
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; one thread, from JSON text\n`);
  const heading = ['bytes'.padStart(6), 'events/s'.padStart(11), 'JSON.parse/s'.padStart(14), 'ratio'.padStart(8)];
  console.log(`${'workload'.padEnd(34)}${heading.join('')}  spread        goal`);
  for (const it of measurements) {
    console.log(
      it.workload.padEnd(34) +
        String(it.eventBytes).padStart(6) +
        String(it.eventsPerSecond).padStart(11) +
        String(it.parsedPerSecond).padStart(14) +
        it.ratio.toFixed(2).padStart(8) +
        `  ${it.spread
          .map((value) => value.toFixed(2))
          .join('–')
          .padEnd(12)}  ${it.goal}${it.ratio < it.goal ? '  missed' : ''}`,
    );
  }
  if (build !== undefined) {
    console.log(`\nIndex of ${build.rules} mixed rules: ${build.milliseconds.toFixed(0)} ms, ${build.megabytes.toFixed(0)} MB`);
  }
}

if (process.argv[1]?.endsWith('event-pattern.ts')) main();
