import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** CPU and wall time of the verbs that people wait for, each a whole process, median of eleven runs after one warm-up. */
const runs = 11;
const goals: [verb: string, goalCpuSeconds: number][] = [
  ['--help', 0.3],
  ['validate', 1],
  ['plan', 1],
];

const busbar = join(__dirname, '../../../apps/busbar/bin/busbar.mjs');
for (const [verb, goal] of goals) {
  const samples = Array.from({ length: runs + 1 }, () => measure(verb)).slice(1);
  const cpu = median(samples.map((sample) => sample.cpu));
  const wall = median(samples.map((sample) => sample.wall));
  console.log(`${verb.padEnd(9)} ${cpu.toFixed(2)} s CPU (goal ${goal}), ${wall.toFixed(2)} s wall`);
}

function measure(verb: string): { cpu: number; wall: number } {
  // The child tells its own CPU time when it exits.
  const tell =
    'import{writeSync}from"node:fs";process.on("exit",()=>{const u=process.cpuUsage();writeSync(3,String((u.user+u.system)/1e6))})';
  const started = performance.now();
  const child = spawnSync(process.execPath, ['--import', `data:text/javascript,${tell}`, busbar, verb], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  return { cpu: Number(child.output[3]?.toString()), wall: (performance.now() - started) / 1_000 };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
