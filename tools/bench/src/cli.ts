import { median, timeOfBusbar } from './processes/cpu-time';

/** CPU and wall time of the verbs that people wait for, each a whole process, median of eleven runs after one warm-up. */
const runs = 11;
const goals: [verb: string, goalCpuSeconds: number][] = [
  ['--help', 0.3],
  ['validate', 1],
  ['plan', 1],
];

for (const [verb, goal] of goals) {
  const samples = Array.from({ length: runs + 1 }, () => timeOfBusbar([verb])).slice(1);
  const cpu = median(samples.map((sample) => sample.cpu));
  const wall = median(samples.map((sample) => sample.wall));
  console.log(`${verb.padEnd(9)} ${cpu.toFixed(2)} s CPU (goal ${goal}), ${wall.toFixed(2)} s wall`);
}
