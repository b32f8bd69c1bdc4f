import { eventBridge, ManualClock, sqs, type EmulatorOptions, type LoadedStack, type RuntimeEvent } from '../../src';
import type { Emulator } from '../../src';
import { Company, loadCompany, orders, placed, REGION, type Templates } from '../company';

type Change = (templates: Templates) => void;

/** The company in virtual time, with its stacks changing. */
export class UpdatingCompany {
  readonly clock = new ManualClock();
  readonly events: RuntimeEvent[] = [];

  private constructor(readonly emulator: Emulator) {}

  static async start(change?: Change, options: EmulatorOptions = {}): Promise<UpdatingCompany> {
    const clock = new ManualClock();
    const events: RuntimeEvent[] = [];
    const observer = (event: RuntimeEvent) => void events.push(event);
    const emulator = await Company.load(change, { clock, observer, runFunctions: false, random: () => 0, ...options });
    return Object.assign(new UpdatingCompany(emulator), { clock, events });
  }

  /** One of the stacks with other templates. */
  async target(name: keyof Templates, change?: Change): Promise<LoadedStack> {
    const { stacks } = await loadCompany(change);
    const found = stacks.find((stack) => stack.name === name);
    if (!found) throw new Error(`There is no stack ${name}.`);
    return found;
  }

  /** @returns the event's id, or why it was refused */
  publish(change: Record<string, unknown> = {}): string {
    const { Entries } = this.emulator.service(eventBridge).putEvents(orders, REGION, [placed(change)]);
    return Entries[0]?.EventId ?? Entries[0]?.ErrorCode ?? '';
  }

  messages(queue: string): number | undefined {
    return this.emulator
      .service(sqs)
      .queues()
      .find(({ name }) => name === queue)?.available;
  }

  journal<Kind extends RuntimeEvent['kind']>(kind: Kind): Extract<RuntimeEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<RuntimeEvent, { kind: Kind }> => event.kind === kind);
  }
}
