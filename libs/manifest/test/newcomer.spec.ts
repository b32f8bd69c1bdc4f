import { testCompanyFiles } from '@busbar/test-company';
import { parseManifest } from '../src';

type Found = readonly [at: string, code: string, message: string, fix: string];

/** Files as a newcomer writes them, and what is to be reported of them. */
const rows: readonly (readonly [file: string, text: string, problems: readonly Found[]])[] = [
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n',
    [['3:5', 'shape/missing-key', 'The key "eventType" is missing.', 'Add it.']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    event: delivery.order.scheduled@1\n',
    [
      ['3:5', 'shape/missing-key', 'The key "eventType" is missing.', 'Add it.'],
      [
        '5:5',
        'shape/unknown-key',
        'The key "event" has no meaning here.',
        'Write "eventType" if you meant that; remove it otherwise.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    event_type: delivery.order.scheduled@1\n',
    [
      ['3:5', 'shape/missing-key', 'The key "eventType" is missing.', 'Add it.'],
      [
        '5:5',
        'shape/unknown-key',
        'The key "event_type" has no meaning here.',
        'Write "eventType" if you meant that; remove it otherwise.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    type: delivery.order.scheduled@1\n',
    [
      ['3:5', 'shape/missing-key', 'The key "eventType" is missing.', 'Add it.'],
      [
        '5:5',
        'shape/unknown-key',
        'The key "type" has no meaning here.',
        'Write "eventType" if you meant that; remove it otherwise.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventTypes: [delivery.order.scheduled@1]\n',
    [
      ['3:5', 'shape/missing-key', 'The key "eventType" is missing.', 'Add it.'],
      [
        '5:5',
        'shape/unknown-key',
        'The key "eventTypes" has no meaning here.',
        'Write "eventType" if you meant that; remove it otherwise.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: [delivery.order.scheduled@1]\n',
    [
      [
        '5:16',
        'shape/wrong-type',
        '"eventType" is a list, not a string.',
        'Write delivery.order.scheduled@1, without "-" or brackets.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled\n',
    [
      [
        '5:16',
        'subscription/unknown-major',
        '"delivery.order.scheduled" does not say which major.',
        'Write "delivery.order.scheduled@1".',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@v1\n',
    [
      [
        '5:16',
        'subscription/unknown-event',
        'There is no event "delivery.order.scheduled@v1".',
        'Write "delivery.order.scheduled@1" if you meant that.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1.0.0\n',
    [
      [
        '5:16',
        'subscription/unknown-event',
        'There is no event "delivery.order.scheduled@1.0.0".',
        'Write "delivery.order.scheduled@1" if you meant that.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: order.scheduled@1\n',
    [
      [
        '5:16',
        'subscription/unknown-event',
        'There is no event "order.scheduled".',
        'Write "delivery.order.scheduled@1" if you meant that.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: OrderScheduled\n',
    [
      [
        '5:16',
        'subscription/unknown-event',
        'There is no event "OrderScheduled".',
        'Write "delivery.order.scheduled@1" if you meant that.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    filters: { serviceLevel: [EXPRESS] }\n',
    [
      [
        '6:5',
        'shape/unknown-key',
        'The key "filters" has no meaning here.',
        'Write "filter" if you meant that; remove it otherwise.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    filter: [serviceLevel]\n',
    [['6:13', 'shape/wrong-type', '"filter" is a list, not a map.', 'Write "key: value", without "-" or brackets.']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    delivery: queue\n',
    [['6:15', 'shape/wrong-type', '"delivery" is "queue", not a map.', 'Write { kind: queue }.']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    delivery: { type: queue }\n',
    [['6:15', 'shape/missing-key', 'The key "kind" is missing.', 'Add it; it can be "queue", "function".']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    delivery: { kind: sqs }\n',
    [['6:23', 'shape/not-allowed', '"kind" is "sqs"; it can be "queue", "function".', 'Choose one of them.']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    delivery: { kind: Queue }\n',
    [['6:23', 'shape/not-allowed', '"kind" is "Queue"; it can be "queue", "function".', 'Write "queue" if you meant that.']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    delivery: { kind:queue }\n',
    [['6:15', 'shape/missing-key', 'The key "kind" is missing.', 'Add it; it can be "queue", "function".']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    delivery: { kind: function, function: bill }\n',
    [
      ['6:15', 'shape/missing-key', 'The key "functionName" is missing.', 'Add it.'],
      [
        '6:33',
        'shape/unknown-key',
        'The key "function" has no meaning here.',
        'Write "functionName" if you meant that; remove it otherwise.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    delivery: { kind: queue, maxReceiveCount: "5" }\n',
    [['6:47', 'shape/wrong-type', '"maxReceiveCount" is "5", not a number.', 'Write 5.']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    retry: { maximumRetryAttempts: five }\n',
    [['6:36', 'shape/wrong-type', '"maximumRetryAttempts" is "five", not a number.', 'Change its type.']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n    reads: merchant\n',
    [['6:12', 'shape/wrong-type', '"reads" is "merchant", not a list.', 'Write [merchant].']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscription:\n  - name: a\n    description: A.\n    eventType: delivery.order.scheduled@1\n',
    [
      ['1:1', 'shape/missing-key', 'The key "subscriptions" is missing.', 'Add it.'],
      [
        '2:1',
        'shape/unknown-key',
        'The key "subscription" has no meaning here.',
        'Write "subscriptions" if you meant that; remove it otherwise.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n  name: a\n  description: A.\n  eventType: delivery.order.scheduled@1\n',
    [['3:3', 'shape/wrong-type', '"subscriptions" is a map, not a list.', 'Write a "-" before the first key of each item.']],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service: billing-service\nsubscriptions:\n',
    [
      [
        '2:15',
        'shape/wrong-type',
        '"subscriptions" is empty, not a list.',
        'Write its items below it, each after a "-", or [] for none.',
      ],
    ],
  ],
  [
    'config/subscriptions/billing-service.yaml',
    'service:billing-service\n',
    [
      [
        '1:1',
        'shape/wrong-type',
        'The file is "service:billing-service", not a map.',
        'Write "service: billing-service", with a space after the colon.',
      ],
    ],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: payments\naccounts:\n  dev: 512093847561\n  staging: "561720394418"\n  prod: "577391028846"\n',
    [
      [
        '5:8',
        'account/invalid-id',
        '"dev" is the number 512093847561, not an account id, text of twelve digits.',
        'Write "512093847561", with the quotes.',
      ],
    ],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: payments\naccounts:\n  dev: 012093847561\n  staging: "561720394418"\n  prod: "577391028846"\n',
    [
      [
        '5:8',
        'account/invalid-id',
        '"dev" is the number 12093847561, not an account id, text of twelve digits.',
        'Write "012093847561", with the quotes.',
      ],
    ],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: payments\naccounts:\n  dev: 5120-9384-7561\n  staging: "561720394418"\n  prod: "577391028846"\n',
    [
      [
        '5:8',
        'account/invalid-id',
        '"dev" is "5120-9384-7561", not an account id, text of twelve digits.',
        'Write all twelve digits in quotes, leading zeros too, or what only this account has, such as { name: billing-prod }.',
      ],
    ],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: payments\naccounts:\n  dev: 0o512\n  staging: "561720394418"\n  prod: "577391028846"\n',
    [
      [
        '5:8',
        'account/invalid-id',
        '"dev" is the number 330, not an account id, text of twelve digits.',
        'Write all twelve digits in quotes, leading zeros too, or what only this account has, such as { name: billing-prod }.',
      ],
    ],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: payments\naccounts:\n  dev: "51209384756"\n  staging: "561720394418"\n  prod: "577391028846"\n',
    [
      [
        '5:8',
        'account/invalid-id',
        '"dev" is "51209384756", not an account id, text of twelve digits.',
        'Write all twelve digits in quotes, leading zeros too, or what only this account has, such as { name: billing-prod }.',
      ],
    ],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: payments\ncontacts: payments@larkhill.example\naccounts:\n  dev: "512093847561"\n  staging: "561720394418"\n  prod: "577391028846"\n',
    [
      [
        '4:11',
        'shape/wrong-type',
        '"contacts" is "payments@larkhill.example", not a list.',
        'Write [payments@larkhill.example].',
      ],
    ],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nteam: payments\naccounts:\n  dev: "512093847561"\n  staging: "561720394418"\n  prod: "577391028846"\n',
    [
      ['1:1', 'shape/missing-key', 'The key "owner" is missing.', 'Add it.'],
      [
        '3:1',
        'shape/unknown-key',
        'The key "team" has no meaning here.',
        'Remove it; the keys here are "name", "description", "owner", "contacts", "accounts", "publishAs", "runsOn", "alarms".',
      ],
    ],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: #payments\naccounts:\n  dev: "512093847561"\n  staging: "561720394418"\n  prod: "577391028846"\n',
    [['3:8', 'shape/wrong-type', '"owner" is empty, not a string.', 'Put the value in quotes: a "#" begins a comment.']],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: 7\naccounts:\n  dev: "512093847561"\n  staging: "561720394418"\n  prod: "577391028846"\n',
    [['3:8', 'shape/wrong-type', '"owner" is the number 7, not a string.', 'Write "7", with the quotes.']],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: payments\naccount: "512093847561"\n',
    [
      ['1:1', 'shape/missing-key', 'The key "accounts" is missing.', 'Add it.'],
      [
        '4:1',
        'shape/unknown-key',
        'The key "account" has no meaning here.',
        'Write "accounts" if you meant that; remove it otherwise.',
      ],
    ],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: payments\naccounts: "512093847561"\n',
    [['4:11', 'shape/wrong-type', '"accounts" is "512093847561", not a map.', 'Write its keys instead, as "key: value".']],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: payments\naccounts:\n  - dev: "512093847561"\n',
    [['5:3', 'shape/wrong-type', '"accounts" is a list, not a map.', 'Write "key: value", without "-" or brackets.']],
  ],
  [
    'config/services/billing-service.yaml',
    'name: billing-service\ndescription: Bills.\nowner: payments\naccounts: { development: "512093847561" }\n',
    [['4:13', 'stage/unknown', 'There is no stage "development".', 'The stages are dev, prod, staging.']],
  ],
  [
    'config/stages/dev.yaml',
    '# yaml-language-server: $schema=../.schemas/stage.schema.json\nname: dev\norder: "1"\nengine: classic\ncentralAccount: "024681357902"\nregion: us-east-1\napproval: yes\nsoakMinutes: 0\n',
    [
      ['3:8', 'shape/wrong-type', '"order" is "1", not a number.', 'Write 1.'],
      ['7:11', 'shape/wrong-type', '"approval" is "yes", not true or false.', 'Write true.'],
    ],
  ],
];

describe('what a newcomer writes', () => {
  /** Of the events only one, which is enough here. */
  const company = new Map(
    [...testCompanyFiles()].filter(
      ([file]) => !file.startsWith('config/events/') || /^config\/events\/delivery\/(?:domain|order\.scheduled\/)/.test(file),
    ),
  );
  const usual = new Set(parseManifest(company).problems.map((problem) => JSON.stringify(problem)));

  it.each(rows)('in %s is explained: %j', (file, text, expected) => {
    const { problems } = parseManifest(new Map(company).set(file, text));
    const found = problems.filter((problem) => problem.at.file === file && !usual.has(JSON.stringify(problem)));
    expect(found.map(({ at, code, message, fix }) => [`${at.line}:${at.column}`, code, message, fix])).toEqual(expected);
  });
});
