import { neighbourhood } from '../../src/demo/neighbourhood';
import { notificationConsumer, type Notification } from '../../src/notification-service/notifications';

describe('the notification service', () => {
  it('makes a sentence of every event it subscribes to, keyed by the event', async () => {
    const sent: Notification[] = [];
    const consumer = notificationConsumer((notification) => void sent.push(notification));
    const story = neighbourhood();
    for (let i = 0; i < 500; i++) {
      const { type, source, metadata, data } = story.next().value;
      if (!consumer.eventTypes.includes(type)) continue;
      const event = {
        version: '0',
        id: `eb-${i}`,
        'detail-type': type,
        source,
        account: '1',
        time: '',
        region: '',
        resources: [],
        detail: { metadata, data },
      };
      await consumer.handle({ Records: [{ eventSource: 'aws:sqs', messageId: String(i), body: JSON.stringify(event) }] });
      expect(sent.at(-1)).toMatchObject({ key: metadata.id, text: expect.stringMatching(/^[A-Z].*[.!]$/) as string });
    }
    expect(sent.length).toBeGreaterThan(200);
    expect(sent.map(({ text }) => text).join(' ')).not.toMatch(/undefined|NaN|null/);
  });
});
