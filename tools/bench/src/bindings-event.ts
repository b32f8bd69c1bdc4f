import type { Contract } from '@busbar/contracts';

/** The event of the benchmarks: objects, a list of objects, enums, patterns, formats and bounds, in about one kilobyte. */
export interface BenchmarkEvent {
  readonly contract: Contract;
  readonly data: unknown;
  /** Of the data as JSON text. */
  readonly bytes: number;
}

const EVENT_TYPE = 'delivery.order.scheduled@1';

export function benchmarkEvent(contracts: readonly Contract[]): BenchmarkEvent {
  const contract = contracts.find(({ type }) => type === EVENT_TYPE);
  const example = contract?.examples.find(({ valid }) => valid)?.data as { readonly parcels: readonly unknown[] } | undefined;
  if (contract === undefined || example === undefined) throw new Error(`There is no valid example of ${EVENT_TYPE}.`);
  // An order of more parcels, so that it has about 1 KB.
  const data = { ...example, parcels: Array.from({ length: 3 }, () => example.parcels).flat() };
  return { contract, data, bytes: Buffer.byteLength(JSON.stringify(data)) };
}
