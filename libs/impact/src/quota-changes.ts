import type { QuotaUse, Topology } from '@busbar/topology';
import type { StageState } from './model';
import { ownerOfPlatform } from './platform-team';
import type { StageChange } from './stage-change';

/** From here on a quota is nearly used up, as the compiler has it. */
const NEARLY = 0.8;
/** A share of the limit that a change may add without a word. */
const MUCH = 0.1;

/** Quotas whose use crosses 80 %, goes back below it, or grows by a tenth of the limit. */
export function quotaChanges(before: StageState | undefined, after: StageState | undefined): readonly StageChange[] {
  if (!after) return [];
  const were = new Map((before?.topology.quotaUse ?? []).map((use) => [keyOf(use), use.used]));
  return after.topology.quotaUse.flatMap((use): StageChange<'quota'>[] => {
    const { quota, account, scope, used, limit } = use;
    const was = were.get(keyOf(use)) ?? 0;
    const [old, now] = [was / limit, used / limit];
    const crosses = old < NEARLY !== now < NEARLY;
    // In a stage that is new, everything grows from nothing.
    if (!crosses && (before === undefined || now - old < MUCH)) return [];
    return [
      {
        kind: 'quota',
        facts: { quota, account, scope, before: was, after: used, limit },
        team: teamOf(account, after),
        effect: 'notes',
        subject: quota,
        says: `${percent(old)} → ${percent(now)} of ${limit.toLocaleString('en')} (${scope})`,
        needsAttention: now >= NEARLY && crosses,
      },
    ];
  });
}

function keyOf({ quota, account, scope }: QuotaUse): string {
  return `${quota} ${account} ${scope}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** The owner of the (first) service in an account; the platform's for the central one. */
function teamOf(account: string, { manifest, topology }: StageState): string {
  const resident = residentOf(account, topology);
  return manifest.services.find(({ name }) => name === resident)?.owner ?? ownerOfPlatform(manifest);
}

function residentOf(account: string, { identities }: Topology): string | undefined {
  return identities.find((identity) => identity.account === account)?.service;
}
