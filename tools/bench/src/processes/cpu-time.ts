import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const busbar = join(__dirname, '../../../../apps/busbar/bin/busbar.mjs');

export interface ProcessTime {
  /** Seconds of the process itself, without the programs that it starts. */
  readonly cpu: number;
  readonly wall: number;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `busbar` as a whole process. The child tells its own CPU time when it exits. */
export function timeOfBusbar(args: readonly string[], cwd = process.cwd()): ProcessTime {
  const tell =
    'import{writeSync}from"node:fs";process.on("exit",()=>{const u=process.cpuUsage();writeSync(3,String((u.user+u.system)/1e6))})';
  const started = performance.now();
  const { output, status } = spawnSync(process.execPath, ['--import', `data:text/javascript,${tell}`, busbar, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
  });
  const [, stdout, stderr, cpu] = output;
  return {
    cpu: Number(cpu?.toString()),
    wall: (performance.now() - started) / 1_000,
    status,
    stdout: stdout?.toString() ?? '',
    stderr: stderr?.toString() ?? '',
  };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
