import { factsOf, type DeadLetter, type RedrivenEvent } from './dead-letter';

/** A dead-letter queue. */
export interface Mailbox {
  /** At most ten, hidden for long enough to redrive them all; none when there are no more. */
  receive(): Promise<readonly DeadLetter[]>;
  remove(letter: DeadLetter): Promise<void>;
  /** Lets it be received again at once. */
  release(letter: DeadLetter): Promise<void>;
}

export interface RedriveOptions {
  readonly mailbox: Mailbox;
  /** @throws when the destination does not take it */
  readonly send: (letter: DeadLetter, event: RedrivenEvent) => Promise<void>;
  /** Looks at every message and moves none. */
  readonly dryRun: boolean;
  /** Only these. @default - all */
  readonly reason?: string | undefined;
  readonly eventType?: string | undefined;
  /** Messages to move at most. @default - all */
  readonly most?: number | undefined;
  readonly startedAt: Date;
}

/** What became of the messages of one reason and event type. */
export interface RedriveGroup {
  readonly reason: string;
  /** Absent where the body is not an event: such messages stay. */
  readonly eventType?: string;
  readonly messages: number;
  /** ISO time at which the oldest was sent. */
  readonly oldest: string;
  /** With a dry run, those that would be. */
  readonly redriven: number;
  /** Of the first that the destination did not take. */
  readonly error?: string;
}

/**
 * Moves dead letters to where they were meant to go: each is sent, then removed, so that none is lost; one that is sent and cannot be
 * removed arrives twice, with the same `metadata.id`. Those that come back while it runs are left alone, so that it ends.
 *
 * @returns sorted by number of messages
 */
export async function redrive(options: RedriveOptions): Promise<readonly RedriveGroup[]> {
  const { mailbox, startedAt, most = Infinity } = options;
  const groups = new Groups();
  const held = new Map<string, DeadLetter>();
  let moved = 0;
  try {
    for (let idle = 0; idle < 2;) {
      const letters = await mailbox.receive();
      const fresh = letters.filter(({ messageId, sentAt }) => !held.has(messageId) && sentAt <= startedAt);
      for (const letter of letters) held.set(letter.messageId, letter);
      idle = fresh.length === 0 ? idle + 1 : 0;
      const chosen = fresh.filter((letter) => isWanted(letter, options));
      const now = chosen.slice(0, most - moved);
      moved += now.length;
      for (const letter of chosen.slice(now.length)) groups.add(letter, { moved: false });
      await Promise.all(now.map(async (letter) => groups.add(letter, await moveOne(letter, options, held))));
    }
  } finally {
    await Promise.allSettled([...held.values()].map((letter) => mailbox.release(letter)));
  }
  return groups.sorted();
}

function isWanted(letter: DeadLetter, { reason, eventType }: RedriveOptions): boolean {
  const facts = factsOf(letter);
  return (
    (reason === undefined || facts.reason === reason) && (eventType === undefined || facts.event?.['detail-type'] === eventType)
  );
}

interface Move {
  readonly moved: boolean;
  readonly error?: string;
}

async function moveOne(
  letter: DeadLetter,
  { mailbox, send, dryRun }: RedriveOptions,
  held: Map<string, DeadLetter>,
): Promise<Move> {
  const { event } = factsOf(letter);
  if (!event) return { moved: false, error: 'The message is not an event.' };
  if (dryRun) return { moved: true };
  try {
    await send(letter, event);
    await mailbox.remove(letter);
    held.delete(letter.messageId);
    return { moved: true };
  } catch (error) {
    return { moved: false, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

class Groups {
  readonly #groups = new Map<string, RedriveGroup>();

  add(letter: DeadLetter, { moved, error }: Move): void {
    const { reason, event } = factsOf(letter);
    const eventType = event?.['detail-type'];
    const key = `${reason} ${eventType ?? ''}`;
    const sent = letter.sentAt.toISOString();
    const group = this.#groups.get(key) ?? {
      reason,
      ...(eventType !== undefined && { eventType }),
      messages: 0,
      oldest: sent,
      redriven: 0,
    };
    const first = group.error ?? error;
    this.#groups.set(key, {
      ...group,
      messages: group.messages + 1,
      oldest: sent < group.oldest ? sent : group.oldest,
      redriven: group.redriven + (moved ? 1 : 0),
      ...(first !== undefined && { error: first }),
    });
  }

  sorted(): readonly RedriveGroup[] {
    const key = ({ reason, eventType = '~' }: RedriveGroup): string => `${reason} ${eventType}`;
    return [...this.#groups.values()].sort((a, b) => b.messages - a.messages || (key(a) < key(b) ? -1 : 1));
  }
}
