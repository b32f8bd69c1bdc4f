import type { Message } from './message';

/** The messages of a queue that can be received, in the order in which they will be. */
export interface AvailableMessages {
  push(message: Message): void;
  /** A message whose visibility time-out ended comes back. */
  putBack(message: Message): void;
  /** Begins one receive: what {@link take} gives until the next `open` goes to one receiver. */
  open(): void;
  take(): Message | undefined;
  /** A message that was taken is out of the way: deleted, moved, or put back. */
  release(message: Message): void;
  clear(): void;
}

/** Standard queues: first come, first served; a message that comes back goes to the end. A ring that grows. */
export class StandardMessages implements AvailableMessages {
  #ring: (Message | undefined)[] = new Array<Message | undefined>(64);
  #first = 0;
  #length = 0;

  push(message: Message): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#first + this.#length++) & (this.#ring.length - 1)] = message;
  }

  putBack(message: Message): void {
    this.push(message);
  }

  open(): void {
    // Every message may go to any receiver.
  }

  take(): Message | undefined {
    while (this.#length > 0) {
      const message = this.#ring[this.#first];
      this.#ring[this.#first] = undefined;
      this.#first = (this.#first + 1) & (this.#ring.length - 1);
      this.#length--;
      if (message?.state === 'available') return message;
    }
    return undefined;
  }

  release(): void {
    // Messages of a standard queue do not block each other.
  }

  clear(): void {
    this.#ring = new Array<Message | undefined>(64);
    this.#first = this.#length = 0;
  }

  #grow(): void {
    const { length } = this.#ring;
    const ring = new Array<Message | undefined>(length * 2);
    for (let index = 0; index < this.#length; index++) ring[index] = this.#ring[(this.#first + index) & (length - 1)];
    this.#ring = ring;
    this.#first = 0;
  }
}

interface Group {
  /** Ascending sequence. */
  readonly messages: Message[];
  inFlight: number;
}

/** FIFO queues: in order within a group; while a message of a group is in flight, nobody else gets a message of that group. */
export class FifoMessages implements AvailableMessages {
  readonly #groups = new Map<string, Group>();
  /** Groups that the current receive has taken from. */
  #mine = new Set<Group>();

  push(message: Message): void {
    this.#groupOf(message).messages.push(message);
  }

  putBack(message: Message): void {
    const { messages } = this.#groupOf(message);
    const index = messages.findIndex(({ sequence }) => sequence > message.sequence);
    messages.splice(index < 0 ? messages.length : index, 0, message);
  }

  open(): void {
    this.#mine = new Set();
  }

  take(): Message | undefined {
    for (const group of this.#groups.values()) {
      if (group.inFlight > 0 && !this.#mine.has(group)) continue;
      while (group.messages[0] && group.messages[0].state !== 'available') group.messages.shift();
      const message = group.messages.shift();
      if (!message) continue;
      group.inFlight++;
      this.#mine.add(group);
      return message;
    }
    return undefined;
  }

  release(message: Message): void {
    const group = this.#groupOf(message);
    group.inFlight--;
    if (group.inFlight === 0 && group.messages.length === 0) this.#groups.delete(message.groupId ?? '');
  }

  clear(): void {
    for (const group of this.#groups.values()) group.messages.length = 0;
  }

  #groupOf({ groupId = '' }: Message): Group {
    let group = this.#groups.get(groupId);
    if (!group) this.#groups.set(groupId, (group = { messages: [], inFlight: 0 }));
    return group;
  }
}
