import type { Loss } from '../src/index';

export function describeLoss({ kind, message, event, after, before, hops }: Loss): readonly string[] {
  return [
    `${kind}: ${message}`,
    ...(event
      ? [
          `  ${event.eventType} ${JSON.stringify(event.data).slice(0, 200)} by ${event.publishedBy}, for ${event.subscription ?? '-'}`,
        ]
      : []),
    ...(after ? [`  after  (${after.step}) ${after.stack} ${after.text}`] : []),
    ...(before ? [`  before (${before.step}) ${before.stack} ${before.text}`] : []),
    ...hops.map((hop) => `    ${hop}`),
  ];
}
