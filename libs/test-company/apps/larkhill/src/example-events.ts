import type { BusbarEvent } from '@busbar/client';
import { testCompanyEventFiles } from '@busbar/test-company';
import { eventTypes } from '@larkhill/events';

interface Example {
  readonly data: unknown;
  /** What is wrong with the data; absent in a valid example. */
  readonly violates?: object;
}

/** Events of the valid examples of every contract, in turn, without end. */
export function* exampleEvents(): Generator<BusbarEvent, never> {
  const files = [...testCompanyEventFiles()];
  const examples = [...eventTypes.values()].flatMap((eventType) => {
    const [domain = '', ...event] = eventType.name.split('.');
    const folder = `config/events/${domain}/${event.join('.')}/v${eventType.major}/examples/`;
    return files
      .filter(([path]) => path.startsWith(folder))
      .map(([, text]) => JSON.parse(text) as Example)
      .filter(({ violates }) => violates === undefined)
      .map(({ data }) => ({ eventType, data }));
  });
  for (;;) for (const { eventType, data } of examples) yield eventType.from(data);
}
