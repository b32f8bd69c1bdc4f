import { defineEventType, readerOf, type Issue, type Unrecognized } from '../src/event';

/** A hand-made event type, as the bindings would generate it; `status` is extensible. */
export interface ParcelData {
  readonly parcelId: string;
  readonly status: 'SENT' | 'LOST';
  readonly note?: string;
  readonly weights?: readonly number[];
}

export interface ParcelReceived extends Omit<ParcelData, 'status'> {
  readonly status: 'SENT' | 'LOST' | Unrecognized;
}

export const ParcelMoved = defineEventType<'parcel.moved@1', ParcelData, ParcelReceived>({
  type: 'parcel.moved@1',
  version: '1.2.0',
  source: 'acme.parcel',
  publisher: 'parcel-service',
  read: readerOf((data, open) => (open ? issuesOf(data) : [...issuesOf(data, ['SENT', 'LOST']), ...unknownFields(data)])),
});

export const ParcelMovedV2 = defineEventType<'parcel.moved@2', { readonly id: string }>({
  type: 'parcel.moved@2',
  version: '2.0.0',
  source: 'acme.parcel',
  publisher: 'parcel-service',
  read: readerOf(() => []),
});

function unknownFields(data: unknown): Issue[] {
  return Object.keys(data as object)
    .filter((key) => !['parcelId', 'status', 'note', 'weights'].includes(key))
    .map((key) => ({ path: `/${key}`, keyword: 'additionalProperties', message: 'is not a field of this event' }));
}

function issuesOf(data: unknown, statuses?: readonly string[]): Issue[] {
  if (typeof data !== 'object' || data === null) return [{ path: '', keyword: 'type', message: 'must be object' }];
  const { parcelId, status } = data as Record<string, unknown>;
  const issues: Issue[] = [];
  if (typeof parcelId !== 'string') issues.push({ path: '/parcelId', keyword: 'type', message: 'must be string' });
  if (typeof status !== 'string') issues.push({ path: '/status', keyword: 'type', message: 'must be string' });
  else if (statuses?.includes(status) === false) {
    issues.push({ path: '/status', keyword: 'enum', message: `must be one of ${statuses.join(', ')}` });
  }
  return issues;
}

export function parcel(parcelId = 'p-1', more: Partial<ParcelData> = {}) {
  return ParcelMoved({ parcelId, status: 'SENT', ...more });
}
