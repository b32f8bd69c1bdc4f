import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The headline: the main job end to end at the case study's rate, 2,000 events/s offered for 30 s. Publisher, central bus,
 * subscriber buses, queues, functions and consumers all run on this machine. Fails when anything is lost. What is published in
 * the first ten seconds, while V8 is still compiling, is not counted.
 */
const rate = 2_000;
const seconds = 30;
const goalP90Ms = 20;

const busbar = join(__dirname, '../../../apps/busbar/bin/busbar.mjs');
const json = execFileSync(
  process.execPath,
  [busbar, 'demo', '--json', '--events', String(rate * seconds), '--rate', String(rate), '--warm-up', String(rate * 10)],
  {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const figures = JSON.parse(json) as {
  published: number;
  delivered: number;
  lost: number;
  duplicates: number;
  eventsPerSecond: number;
  latencyMs: { p50: number; p90: number; p99: number; max: number };
};
const { p50, p90, p99, max } = figures.latencyMs;
console.log(
  `offered ${rate}/s for ${seconds} s; published ${figures.published} (${figures.eventsPerSecond}/s), delivered ${figures.delivered}`,
);
console.log(`lost ${figures.lost}, duplicates ${figures.duplicates}`);
console.log(`latency ms: p50 ${p50}, p90 ${p90} (goal ${goalP90Ms}), p99 ${p99}, max ${max}`);
if (figures.lost > 0) process.exitCode = 1;
