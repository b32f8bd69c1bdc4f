import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { accessKeyIdOf, Emulator, ManualClock, type OrganizationThrottle } from '@busbar/emulator';
import { judge } from '../../src/organization/organization-errors';
import { PacedCalls, type Time } from '../../src/organization/paced-calls';
import type { ReadOrganization } from '../../src/organization/snapshot';

export const MANAGEMENT = '100000000001';
export const MEMBER = '200000000000';

/** An organization of so many OUs and accounts; every account has a tag. */
export function organizationOf(units: number, accounts: number): ReadOrganization {
  const unit = (index: number) => `ou-ab12-${String(index).padStart(8, '0')}`;
  return {
    id: 'o-company1234',
    managementAccountId: MANAGEMENT,
    root: { id: 'r-ab12', name: 'Root' },
    // Each is in the one whose number is half of its own: a tree of several levels.
    organizationalUnits: Array.from({ length: units }, (_, index) => ({
      id: unit(index),
      name: `Unit ${index}`,
      parentId: index === 0 ? 'r-ab12' : unit(Math.floor((index - 1) / 2)),
    })),
    accounts: [
      { ...account(MANAGEMENT, 'management', 'r-ab12'), tags: {} },
      ...Array.from({ length: accounts - 1 }, (_, index) =>
        account(String(200_000_000_000 + index), `member-${index}`, unit(index % units)),
      ),
    ],
  };
}

function account(id: string, name: string, parentId: string) {
  return { id, name, email: `${name}@example.org`, state: 'ACTIVE' as const, parentId, tags: { service: name } };
}

/** Answers as AWS Organizations does; time only passes when the reader waits. */
export class ServedOrganization {
  /** Calls by operation, refused ones too. */
  readonly counts = new Map<string, number>();
  readonly clock: ManualClock;
  readonly #emulator: Emulator;
  readonly #client: OrganizationsClient;

  private constructor(emulator: Emulator, clock: ManualClock, endpoint: string, account: string) {
    this.#emulator = emulator;
    this.clock = clock;
    const credentials = { accessKeyId: accessKeyIdOf({ account }), secretAccessKey: 'any' };
    this.#client = new OrganizationsClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  }

  static async start(
    snapshot: ReadOrganization,
    { throttle, account: asked = MANAGEMENT }: { readonly throttle?: OrganizationThrottle; readonly account?: string } = {},
  ): Promise<ServedOrganization> {
    const clock = new ManualClock();
    const emulator = new Emulator([], { clock, organization: { snapshot, ...(throttle && { throttle }) } });
    const { endpoint } = await emulator.listen({ port: 0 });
    return new ServedOrganization(emulator, clock, endpoint, asked);
  }

  get client(): Pick<OrganizationsClient, 'send'> {
    const send = (command: Parameters<OrganizationsClient['send']>[0]) => {
      const name = command.constructor.name.replace(/Command$/, '');
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
      return this.#client.send(command);
    };
    return { send } as Pick<OrganizationsClient, 'send'>;
  }

  calls(): PacedCalls {
    const time: Time = {
      now: () => this.clock.elapsed(),
      wait: (milliseconds) => Promise.resolve(this.clock.advance(milliseconds)),
    };
    return new PacedCalls(judge, time);
  }

  async stop(): Promise<void> {
    this.#client.destroy();
    await this.#emulator.close();
  }
}
