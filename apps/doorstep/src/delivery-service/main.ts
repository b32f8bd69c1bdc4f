import { createInterface } from 'node:readline';
import { EventPublisher } from '@busbar/client';
import { CarrierScans, type CarrierScan } from './carrier-scans';

/** The delivery service as a process: scans in on standard input, a line of JSON each, events out. Settings from the environment. */
async function main(): Promise<void> {
  const publisher = new EventPublisher();
  const scans = new CarrierScans(publisher);
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      await scans.take(JSON.parse(line) as CarrierScan);
    } catch (error) {
      process.exitCode = 1;
      process.stderr.write(`scan not taken: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  await publisher.close();
}

void main();
