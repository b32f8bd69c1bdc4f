import { contractProblems } from '@busbar/contracts';
import { compareProblems, formatPosition, generalProblems, type Problem } from '@busbar/problem';
import { manifestProblems, parseManifest } from '../src';
import { testCompanyFiles } from '@busbar/test-company';
import { withEdits, type Edit } from './edits';

/** What breaks; the edits; the code of the one problem that comes of it; where, unless `‸` marks it. */
type Break = readonly [what: string, code: string, edits: Readonly<Record<string, Edit>>, at?: string];

const platform = 'config/platform.yaml';
const organization = 'config/organization.json';
const teams = 'config/teams.yaml';
const dev = 'config/stages/dev.yaml';
const staging = 'config/stages/staging.yaml';
const billing = 'config/services/billing-service.yaml';
const gateway = 'config/services/courier-gateway.yaml';
const toAccess = 'config/subscriptions/access-service.yaml';
const toBilling = 'config/subscriptions/billing-service.yaml';
const toDelivery = 'config/subscriptions/delivery-service.yaml';
const toDevice = 'config/subscriptions/device-service.yaml';
const toProperty = 'config/subscriptions/property-service.yaml';
const toNotification = 'config/subscriptions/notification-service.yaml';
const ledger = 'config/events/ledger.json';
const orders = 'config/events/delivery/order.scheduled';
const status = 'config/events/delivery/status.updated';
const proof = 'config/events/delivery/proof.captured';
const entry = 'config/events/access/entry.recorded';
const battery = 'config/events/device/battery.low';
const quiet = 'config/events/property/quiet-hours.changed';

function sinkIn(account: string, region = 'us-east-1'): string {
  return `arn:aws:oam:${region}:${account}:sink/0f1e2d3c`;
}

const files: Break[] = [
  ['a key twice', 'syntax/invalid-yaml', { [billing]: ['owner: payments', 'owner: payments\n‸owner: payments'] }],
  ['a bracket that is not closed', 'syntax/invalid-yaml', { [dev]: ['order: 1', 'order: [1'] }, `${dev}:4:1`],
  ['a tag that means nothing', 'syntax/invalid-yaml', { [dev]: ['order: 1', 'order: ‸!number 1'] }],
  ['a comma too many', 'syntax/invalid-json', { [organization]: ['"name": "Root" },', '"name": "Root", ‸},'] }],
  ['an empty example', 'syntax/invalid-json', { [`${status}/v1/examples/delivered.json`]: '‸' }],
  ['no platform', 'file/missing', { [platform]: undefined }, `${platform}:1:1`],
  ['no teams', 'file/missing', { [teams]: undefined }, `${teams}:1:1`],
  ['no organization', 'file/missing', { [organization]: undefined }, `${organization}:1:1`],
  [
    'a domain without its file',
    'file/missing',
    { 'config/events/billing/domain.yaml': undefined },
    'config/events/billing/domain.yaml:1:1',
  ],
  [
    'a folder without an event',
    'file/missing',
    { 'config/events/billing/refund.paid/v1/draft.schema.json': '{}' },
    'config/events/billing/refund.paid/event.yaml:1:1',
  ],
  [
    'a major without a draft',
    'file/missing',
    { [`${status}/v1/draft.schema.json`]: undefined },
    `${status}/v1/draft.schema.json:1:1`,
  ],
  ['a file called .yml', 'file/unexpected', { 'config/services/locker-service.yml': '‸name: locker-service\n' }],
  ['a file in the wrong folder', 'file/unexpected', { 'config/events/delivery/notes.yaml': '‸note: x\n' }],
  ['a key left out', 'shape/missing-key', { [billing]: ['owner: payments\n', ''] }, `${billing}:2:1`],
  [
    'a delivery of no kind',
    'shape/missing-key',
    {
      [toDevice]: [
        'delivery: { kind: queue, visibilityTimeoutSeconds: 60, maxReceiveCount: 8 }\n  - name: credentials-to-forget',
        'delivery: ‸{ maxReceiveCount: 8 }\n  - name: credentials-to-forget',
      ],
    },
  ],
  ['a misspelled key', 'shape/unknown-key', { [dev]: ['soakMinutes: 0', '‸soakMinuts: 0'] }],
  [
    'a key of another kind of delivery',
    'shape/unknown-key',
    {
      [toAccess]: [
        'dropOff: { kind: [GARAGE] }\n    delivery: { kind: function, functionName: access-grants }',
        'dropOff: { kind: [GARAGE] }\n    delivery: { kind: function, functionName: access-grants, ‸maxReceiveCount: 3 }',
      ],
    },
  ],
  [
    'a major that is no major',
    'shape/unknown-key',
    { [`${status}/event.yaml`]: ['v1: { state: active }', 'v1: { state: active }\n  ‸next: { state: draft }'] },
  ],
  ['text for a flag', 'shape/wrong-type', { [dev]: ['approval: false', 'approval: ‸"no"'] }],
  [
    'a list for a map',
    'shape/wrong-type',
    { [toDelivery]: ['filter:\n      deliveryId: [{ exists: true }]', 'filter: ‸[{ exists: true }]'] },
  ],
  ['an empty file', 'shape/wrong-type', { [toBilling]: '‸' }],
  ['a choice that there is not', 'shape/not-allowed', { [platform]: ['aws-owned', '‸awsowned'] }],
  ['a state that there is not', 'shape/not-allowed', { [`${quiet}/event.yaml`]: ['state: draft', 'state: ‸drafted'] }],
  [
    'a delivery of an unknown kind',
    'shape/not-allowed',
    {
      [toDevice]: [
        'kind: queue, visibilityTimeoutSeconds: 60, maxReceiveCount: 8 }\n  - name: credentials-to-forget',
        'kind: ‸kafka }\n  - name: credentials-to-forget',
      ],
    },
  ],
  ['too many retries', 'shape/out-of-range', { [platform]: ['maximumRetryAttempts: 60', 'maximumRetryAttempts: ‸186'] }],
  [
    'a retry that ends before it begins',
    'shape/out-of-range',
    {
      [toNotification]: [
        '<=", 300] }]\n    retry: { maximumEventAgeInSeconds: 60',
        '<=", 300] }]\n    retry: { maximumEventAgeInSeconds: ‸59',
      ],
    },
  ],
  [
    'half a receive',
    'shape/wrong-type',
    {
      [toDevice]: [
        'maxReceiveCount: 8 }\n  - name: credentials-to-forget',
        'maxReceiveCount: ‸2.5 }\n  - name: credentials-to-forget',
      ],
    },
  ],
  ['a region that is none', 'shape/invalid-text', { [dev]: ['us-east-1', '‸Virginia'] }],
  ['a day that does not exist', 'shape/invalid-text', { [`${entry}/event.yaml`]: ['2027-03-31', '‸2027-02-31'] }],
  ['a name in capitals', 'name/invalid', { [toNotification]: ['name: welcome', 'name: ‸Welcome'] }],
  [
    'a name that is too long',
    'name/invalid',
    { [toNotification]: ['name: welcome', 'name: ‸welcome-to-larkhill-and-all-of-it'] },
  ],
  ['a name that is not the file', 'name/differs-from-file', { [billing]: ['name: billing-service', 'name: ‸bill-service'] }],
  [
    'an event in the folder of another',
    'name/differs-from-file',
    { [`${status}/event.yaml`]: ['name: delivery.status.updated', 'name: ‸delivery.status.update'] },
  ],
  [
    'subscriptions in the file of another service',
    'name/differs-from-file',
    { [toBilling]: ['service: billing-service', 'service: ‸delivery-service'] },
  ],
];

const accounts: Break[] = [
  ['an account id without quotes', 'account/invalid-id', { [dev]: ['"024681357902"', '‸024681357902'] }],
  ['an account id of eleven digits', 'account/invalid-id', { [gateway]: ['"778201934462"', '‸"78201934462"'] }],
  ['an account of somebody else', 'account/not-in-organization', { [billing]: ['"512093847561"', '‸"512093847562"'] }],
  [
    'a management account that is not there',
    'account/not-in-organization',
    { [organization]: ['"managementAccountId": "000731944820"', '"managementAccountId": ‸"000731944821"'] },
  ],
  ['a suspended account', 'account/not-active', { [gateway]: ['"778201934462"', '‸"433832795028"'] }],
  ['a closed account', 'account/not-active', { [gateway]: ['"778201934462"', '‸{ ou: Suspended }'] }],
  ['a name that no account has', 'account/no-match', { [gateway]: ['"778201934462"', '‸{ name: courier-gateway-dvo }'] }],
  ['an OU that there is not', 'account/no-match', { [gateway]: ['"778201934462"', '‸{ ou: Workload/Dev }'] }],
  ['an OU with many accounts', 'account/several-match', { [gateway]: ['"778201934462"', '‸{ ou: Workloads/Dev }'] }],
  ['a central bus in one of many', 'account/several-match', { [dev]: ['"024681357902"', '‸{ ou: Platform }'] }],
  ['an account by nothing', 'account/invalid-id', { [gateway]: ['"778201934462"', '‸{}'] }],
  ['an account by a tag that is a number', 'shape/wrong-type', { [gateway]: ['"778201934462"', '{ tags: { service: ‸7 } }'] }],
  ['an account by what it has not', 'shape/unknown-key', { [gateway]: ['"778201934462"', '{ ‸nam: courier-gateway-dev }'] }],
  ['a time that is none', 'shape/invalid-text', { [organization]: ['"2026-11-20T08:15:00Z"', '‸"yesterday"'] }],
  ['a state that AWS does not have', 'shape/not-allowed', { [organization]: ['"SUSPENDED"', '‸"ASLEEP"'] }],
  ['an account of two stages', 'account/used-by-two-stages', { [gateway]: ['"789034512267"', '‸"778201934462"'] }],
  ['a service in the management account', 'account/is-management', { [gateway]: ['"778201934462"', '‸"000731944820"'] }],
  ['a central bus in the management account', 'account/is-management', { [dev]: ['"024681357902"', '‸"000731944820"'] }],
  ['a service beside the central bus', 'account/is-central', { [gateway]: ['"778201934462"', '‸"024681357902"'] }],
  [
    'an account twice',
    'organization/duplicate-account',
    {
      [organization]: [
        '"accounts": [',
        '"accounts": [\n    { "id": "314159026535", "name": "log", "email": "log@larkhill.example", "state": "ACTIVE", "parentId": "r-d5tp" },',
      ],
    },
    `${organization}:32:13`,
  ],
  [
    'an account in an OU that is gone',
    'organization/unknown-parent',
    {
      [organization]: [
        '"state": "SUSPENDED", "parentId": "ou-d5tp-suspend0"',
        '"state": "SUSPENDED", "parentId": ‸"ou-d5tp-suspend1"',
      ],
    },
  ],
  ['a stage that there is not', 'stage/unknown', { [billing]: ['  staging:', '  ‸stage:'] }],
  [
    'an order twice',
    'stage/duplicate-order',
    { [staging]: ['order: 2', 'order: ‸1'], 'config/stages/prod.yaml': ['order: 3', 'order: 2'] },
  ],
  ['an order left out', 'stage/order-gap', { 'config/stages/prod.yaml': ['order: 3', 'order: ‸4'] }],
  ['a level of alarms that there is not', 'shape/not-allowed', { [billing]: ['accounts:', 'alarms: ‸all\naccounts:'] }],
  ['a sink that is no ARN', 'shape/not-allowed', { [platform]: ['sink: create', 'sink: ‸central'] }],
  [
    'a sink in another Region',
    'stage/sink-elsewhere',
    { [dev]: ['approval:', `observability: { sink: ‸"${sinkIn('024681357902', 'eu-west-1')}" }\napproval:`] },
  ],
  [
    'a sink that was made in another account',
    'stage/sink-elsewhere',
    { [dev]: ['approval:', `observability: { sink: create, sinkArn: ‸"${sinkIn('075310246891')}" }\napproval:`] },
  ],
  [
    'a sink that nobody makes',
    'stage/sink-elsewhere',
    { [dev]: ['approval:', `observability: { sink: none, sinkArn: ‸"${sinkIn('024681357902')}" }\napproval:`] },
  ],
];

const toolingAccount = 'account: "161803398874"';
const connection = 'arn:aws:codeconnections:us-east-1:161803398874:connection';
const codeArtifact = '{ kind: codeartifact, domain: larkhill, repository: events';

const pipeline: Break[] = [
  ['a pipeline without an account', 'shape/missing-key', { [platform]: [`${toolingAccount}\n  `, '‸'] }],
  ['a pipeline with a key too many', 'shape/unknown-key', { [platform]: ['  source:\n', '  ‸stages: [dev]\n  source:\n'] }],
  ['a tooling account of somebody else', 'account/not-in-organization', { [platform]: ['"161803398874"', '‸"161803398875"'] }],
  ['a tooling account that is suspended', 'account/not-active', { [platform]: ['"161803398874"', '‸"433832795028"'] }],
  [
    'a tooling account that there is not',
    'account/no-match',
    { [platform]: ['"161803398874"\n', '‸{ name: platform-toolings }\n'] },
  ],
  ['a pipeline in the management account', 'account/is-management', { [platform]: ['"161803398874"', '‸"000731944820"'] }],
  ['a pipeline in the account of a service', 'pipeline/account-in-use', { [platform]: ['"161803398874"', '‸"512093847561"'] }],
  ['a pipeline beside a central bus', 'pipeline/account-in-use', { [platform]: ['"161803398874"', '‸"024681357902"'] }],
  ['a tooling account without quotes', 'account/invalid-id', { [platform]: ['"161803398874"', '‸161803398874'] }],
  ['a Region that is none', 'shape/invalid-text', { [platform]: ['  region: us-east-1', '  region: ‸us-east'] }],
  [
    'a connection by its name',
    'shape/invalid-text',
    { [platform]: [`${connection}/7d2469ff-514a-4e4f-9003-5ca4a43cdc41`, '‸github'] },
  ],
  [
    'the ARN of a host',
    'shape/invalid-text',
    { [platform]: [`${connection}/`, `‸${connection.replace('connection', 'host')}/`] },
  ],
  [
    'a connection of somebody else',
    'account/not-in-organization',
    { [platform]: [`${connection}/`, `‸${connection.replace('161803398874', '161803398875')}/`] },
  ],
  [
    'an old connection of another account',
    'pipeline/connection-not-shareable',
    { [platform]: [`${connection}/`, '‸arn:aws:codestar-connections:us-east-1:314159026535:connection/'] },
  ],
  ['a repository by its URL', 'shape/invalid-text', { [platform]: ['larkhill/busbar', '‸https://github.com/larkhill/busbar'] }],
  ['a repository without its owner', 'shape/invalid-text', { [platform]: ['larkhill/busbar', '‸busbar'] }],
  ['a branch by its reference', 'shape/invalid-text', { [platform]: ['branch: main', 'branch: ‸refs/heads/main'] }],
  ['a branch with a space', 'shape/invalid-text', { [platform]: ['branch: main', 'branch: ‸my main'] }],
  [
    'a package repository of no kind',
    'shape/missing-key',
    { [platform]: [codeArtifact, '‸{ domain: larkhill, repository: events'] },
  ],
  ['a package repository of an unknown kind', 'shape/not-allowed', { [platform]: ['kind: codeartifact', 'kind: ‸npm'] }],
  ['a domain in capitals', 'shape/invalid-text', { [platform]: ['domain: larkhill', 'domain: ‸Larkhill'] }],
  [
    'a package repository by its URL',
    'shape/invalid-text',
    { [platform]: ['repository: events', 'repository: ‸https://events'] },
  ],
  [
    'bindings in an account of somebody else',
    'account/not-in-organization',
    { [platform]: [codeArtifact, `${codeArtifact}, account: ‸"999999999999"`] },
  ],
  ['a key of another package repository', 'shape/unknown-key', { [platform]: [codeArtifact, `${codeArtifact}, ‸url: events`] }],
];

const rights: Break[] = [
  ['a way to publish that there is not', 'shape/not-allowed', { [billing]: ['accounts:', 'publishAs: ‸busbar\naccounts:'] }],
  [
    'a role by its ARN',
    'shape/invalid-text',
    { [billing]: ['accounts:', 'publishAs: { role: ‸"arn:aws:iam::1:role/r" }\naccounts:'] },
  ],
  ['any role', 'shape/invalid-text', { [billing]: ['accounts:', 'publishAs: { role: ‸"busbar-*" }\naccounts:'] }],
  ['a role without its name', 'shape/not-allowed', { [billing]: ['accounts:', 'publishAs: ‸{}\naccounts:'] }],
  ['a runtime that there is not', 'shape/not-allowed', { [billing]: ['accounts:', 'runsOn: [lambda, ‸fargate]\naccounts:'] }],
  ['a service that runs nowhere', 'shape/out-of-range', { [billing]: ['accounts:', 'runsOn: ‸[]\naccounts:'] }],
  [
    'trust in somebody else',
    'shape/not-allowed',
    { [dev]: ['approval: false', 'approval: false\nsubscriberBusTrust: ‸everybody'] },
  ],
  ['text for a decision', 'shape/wrong-type', { [dev]: ['approval: false', 'approval: false\nrolesAssumableByAccount: ‸"yes"'] }],
];

const owners: Break[] = [
  ['a team that there is not', 'team/unknown', { [gateway]: ['owner: fulfilment', 'owner: ‸fulfillment'] }],
  ['a domain of nobody', 'team/unknown', { 'config/events/billing/domain.yaml': ['owner: payments', 'owner: ‸finance'] }],
  [
    'a publisher that there is not',
    'publisher/unknown',
    { [`${status}/event.yaml`]: ['publisher: delivery-service', 'publisher: ‸delivery-servise'] },
  ],
  [
    'a publisher of another team',
    'publisher/does-not-own-domain',
    { [`${status}/event.yaml`]: ['publisher: delivery-service', 'publisher: ‸access-service'] },
  ],
  [
    'two domains with one source',
    'domain/duplicate-source',
    { 'config/events/property/domain.yaml': ['source: larkhill.property', 'source: ‸larkhill.device'] },
  ],
];

const events: Break[] = [
  [
    'a peak below the average',
    'event/impossible-volume',
    { [`${status}/event.yaml`]: ['peakPerSecond: 480', 'peakPerSecond: ‸48'] },
  ],
  [
    'a major without a folder',
    'event/no-major',
    { [`${status}/event.yaml`]: ['v1: { state: active }', 'v1: { state: active }\n  ‸v2: { state: draft }'] },
  ],
  [
    'a folder without a major',
    'event/undeclared-major',
    { [`${entry}/v3/draft.schema.json`]: '{ "type": "object" }' },
    `${entry}/event.yaml:9:3`,
  ],
  [
    'a replacement that there is not',
    'event/unknown-replacement',
    { [`${battery}/event.yaml`]: ['replacement: device.battery.low@2', 'replacement: ‸device.battery.low@3'] },
  ],
  ['active without a release', 'contract/nothing-released', { [`${quiet}/event.yaml`]: ['state: draft', 'state: ‸active'] }],
  [
    'a contract without a valid example',
    'contract/no-example',
    {
      [`${quiet}/v1/examples/nights.json`]: undefined,
      [`${quiet}/v1/examples/none.json`]: undefined,
      [`${quiet}/v1/examples/hour-25.json`]: undefined,
    },
    `${quiet}/event.yaml:9:3`,
  ],
  [
    'a valid example that is not',
    'example/valid-fails',
    { [`${status}/v1/examples/delivered.json`]: ['"DELIVERED"', '‸"DELIVRED"'] },
  ],
  [
    'an invalid example that is valid',
    'example/invalid-passes',
    { [`${status}/v1/examples/unknown-status.json`]: ['LOST_IN_SPACE', 'RETURNED'] },
    `${status}/v1/examples/unknown-status.json:3:15`,
  ],
  [
    'an invalid example that breaks something else',
    'example/fails-elsewhere',
    {
      [`${status}/v1/examples/unknown-status.json`]: [
        '{ "path": "/status", "keyword": "enum" }',
        '‸{ "path": "/status", "keyword": "type" }',
      ],
    },
  ],
];

const schemas: Break[] = [
  [
    'a misspelled keyword',
    'contract/unsupported-keyword',
    { [`${quiet}/v1/draft.schema.json`]: ['"maxItems": 2', '‸"maxItem": 2'] },
  ],
  [
    'a keyword outside the profile',
    'contract/unsupported-keyword',
    {
      [`${quiet}/v1/draft.schema.json`]: [
        '"type": "object",\n  "description": "The quiet hours',
        '"type": "object", ‸"minProperties": 1,\n  "description": "The quiet hours',
      ],
    },
  ],
  [
    'a keyword with a value that it does not take',
    'contract/invalid-keyword',
    { [`${quiet}/v1/draft.schema.json`]: ['"maxItems": 2', '"maxItems": ‸-2'] },
  ],
  [
    'a pattern that is no regular expression',
    'contract/invalid-keyword',
    { [`${quiet}/v1/draft.schema.json`]: ['"pattern": "^prop-[a-z0-9]{8}$"', '"pattern": ‸"^prop-[a-z0-9{8}$"'] },
  ],
  [
    'closing an object by hand',
    'contract/invalid-keyword',
    {
      [`${quiet}/v1/draft.schema.json`]: [
        '"type": "object",\n  "description": "The quiet hours',
        '"type": "object", "additionalProperties": ‸false,\n  "description": "The quiet hours',
      ],
    },
  ],
  [
    'an enum that lists a value twice',
    'contract/invalid-keyword',
    { [`${status}/v1/draft.schema.json`]: ['"FAILED", "RETURNED"', '"FAILED", ‸"FAILED"'] },
  ],
  ['no type', 'contract/missing-type', { [`${status}/v1/draft.schema.json`]: ['"test": { "type": "boolean", ', '"test": ‸{ '] }],
  [
    'a length on a number',
    'contract/misplaced-keyword',
    { [`${status}/v1/draft.schema.json`]: ['"maximum": 10080', '"maximum": 10080, ‸"maxLength": 3'] },
  ],
  [
    'something beside a reference',
    'contract/misplaced-keyword',
    {
      [`${orders}/v1/draft.schema.json`]: [
        '"$ref": "#/definitions/Address"',
        '"$ref": "#/definitions/Address", ‸"description": "x"',
      ],
    },
  ],
  [
    'a pattern that takes exponential time',
    'contract/hazardous-pattern',
    { [`${status}/v1/draft.schema.json`]: ['"^[a-z]{2,12}-(us|ca|eu)$"', '‸"^([a-z]+)+-(us|ca|eu)$"'] },
  ],
  [
    'a definition that requires itself',
    'contract/endless-value',
    {
      [`${orders}/v1/draft.schema.json`]: [
        '"Parcel": {\n      "type": "object",\n      "description": "One parcel.",\n      "required": ["trackingNumber", "weightGrams", "fragile"],\n      "properties": {',
        '‸"Parcel": {\n      "type": "object",\n      "description": "One parcel.",\n      "required": ["trackingNumber", "weightGrams", "fragile", "within"],\n      "properties": {\n        "within": { "$ref": "#/definitions/Parcel" },',
      ],
    },
  ],
  [
    'a field with half a character in its name',
    'contract/invalid-field-name',
    { [`${status}/v1/draft.schema.json`]: ['"test": {', '‸"test\\ud83d": {'] },
  ],
  [
    'a definition with a dot in its name',
    'contract/invalid-definition-name',
    {
      [`${orders}/v1/draft.schema.json`]: [
        '"definitions": {',
        '"definitions": {\n    ‸"a.b": { "type": "string", "maxLength": 9 },',
      ],
    },
  ],
  [
    'a required field that there is not',
    'contract/unknown-required',
    { [`${status}/v1/draft.schema.json`]: ['"changedAt", "carrier"]', '"changedAt", ‸"carier"]'] },
  ],
  [
    'a reference to nothing',
    'contract/unknown-reference',
    { [`${orders}/v1/draft.schema.json`]: ['"$ref": "#/definitions/Address"', '"$ref": ‸"#/definitions/Adress"'] },
  ],
  [
    'a format that there is not',
    'contract/unknown-format',
    { [`${quiet}/v1/draft.schema.json`]: ['"format": "date"', '"format": ‸"day"'] },
  ],
  [
    'a union without a tag',
    'contract/invalid-union',
    { [`${proof}/v1/draft.schema.json`]: ['"x-discriminator": "kind",\n', ''] },
    `${proof}/v1/draft.schema.json:15:14`,
  ],
  [
    'two branches with one tag',
    'contract/invalid-union',
    { [`${proof}/v1/draft.schema.json`]: ['"const": "pin"', '"const": "photo"'] },
    `${proof}/v1/draft.schema.json:54:9`,
  ],
  [
    'bounds the wrong way round',
    'contract/empty-range',
    { [`${status}/v1/draft.schema.json`]: ['"minimum": 0,\n      "maximum": 400', '"minimum": ‸401,\n      "maximum": 400'] },
  ],
  [
    'data that is a list',
    'contract/root-not-object',
    {
      [`${quiet}/v1/draft.schema.json`]: [
        '"type": "object",\n  "description": "The quiet hours',
        '"type": ‸"array",\n  "description": "The quiet hours',
      ],
    },
  ],
];

const released: Break[] = [
  [
    'a released schema that was edited',
    'ledger/hash-mismatch',
    { [`${orders}/v1/1.0.0.schema.json`]: ['"maximum": 70000', '"maximum": 80000'] },
    `${orders}/v1/1.0.0.schema.json:1:1`,
  ],
  ['a release that nobody made', 'ledger/missing-entry', { [`${status}/v1/1.2.0.schema.json`]: '‸{}' }],
  ['a release that is gone', 'ledger/missing-file', { [`${status}/v1/1.0.0.schema.json`]: undefined }, `${ledger}:12:5`],
  ['a release twice', 'ledger/duplicate-entry', { [ledger]: ['\n  ],\n  "dep', `,\n    ‸${lastRelease()}\n  ],\n  "dep`] }],
  [
    'a sunset sooner than what was promised',
    'event/notice-shortened',
    { [ledger]: ['"sunset": "2027-03-31"', '"sunset": "2027-04-01"'] },
    `${entry}/event.yaml:9:36`,
  ],
  [
    'a deprecation before the day on which it was declared',
    'event/notice-shortened',
    { [`${entry}/event.yaml`]: ['state: deprecated, ', 'state: deprecated, since: ‸2026-06-08, '] },
  ],
  [
    'a deprecation that was never recorded',
    'event/unrecorded-deprecation',
    { [ledger]: ['"type": "access.entry.recorded@1",\n      "since"', '"type": "access.entry.recorded@2",\n      "since"'] },
    `${entry}/event.yaml:9:16`,
  ],
  [
    'a ledger that goes back in time',
    'ledger/out-of-order',
    { [ledger]: ['"releasedAt": "2026-02-03T13:05:00Z"', '"releasedAt": "2026-07-03T13:05:00Z"'] },
    `${ledger}:165:5`,
  ],
  [
    'a version in the folder of another major',
    'contract/wrong-version',
    {
      [ledger]: [
        '"type": "device.battery.low@2",\n      "version": "2.0.0"',
        '"type": "device.battery.low@2",\n      "version": "1.0.0"',
      ],
      [`${battery}/v2/2.0.0.schema.json`]: undefined,
      [`${battery}/v2/1.0.0.schema.json`]: testCompanyFiles().get(`${battery}/v2/2.0.0.schema.json`),
    },
    `${battery}/v2/1.0.0.schema.json:1:1`,
  ],
];

/** Three services receive it: two of them with an approval, and the third is the owner's. */
const approval = (list: string): Edit => [
  'publisher: access-service\n',
  `publisher: access-service\nsubscribe: approval\napprovals:\n${list}`,
];
const approved = (...services: string[]) =>
  services.map((service) => `  - { service: ${service}, approver: Ada, date: 2026-11-30 }\n`).join('');
const grants = 'config/events/access/grant.issued/event.yaml';

const approvals: Break[] = [
  [
    'a subscription without the approval that the event asks for',
    'subscription/not-approved',
    {
      [grants]: approval(approved('delivery-service', 'property-service')),
      [toDevice]: ['eventType: access.grant.issued@1', 'eventType: ‸access.grant.issued@1'],
    },
  ],
  [
    'an approval for a service that there is not',
    'approval/unknown-service',
    { [grants]: approval(approved('delivery-service', 'property-service', 'device-service', '‸locker-service')) },
  ],
  [
    'an approval that nobody needs',
    'approval/not-needed',
    { [grants]: ['publisher: access-service\n', `publisher: access-service\n‸approvals:\n${approved('device-service')}`] },
  ],
  [
    'a platform of a team that there is not',
    'team/unknown',
    { [platform]: ['company: larkhill\n', 'company: larkhill\nowner: ‸plattform\n'] },
  ],
  [
    'a team on GitHub with its @',
    'shape/invalid-text',
    { [teams]: ['slack: "#payments"', 'slack: "#payments", github: ‸"@larkhill/payments"'] },
  ],
];

const subscriptions: Break[] = [
  [
    'subscriptions of nobody',
    'subscription/unknown-service',
    { 'config/subscriptions/locker-service.yaml': 'service: ‸locker-service\nsubscriptions: []\n' },
  ],
  [
    'an event that there is not',
    'subscription/unknown-event',
    { [toProperty]: ['device.tamper.detected@1', '‸device.tampering.detected@1'] },
  ],
  [
    'an event type without its major',
    'subscription/unknown-major',
    { [toProperty]: ['device.tamper.detected@1', '‸device.tamper.detected'] },
  ],
  [
    'a major that there is not',
    'subscription/unknown-major',
    { [toProperty]: ['device.tamper.detected@1', '‸device.tamper.detected@2'] },
  ],
  ['a retired event type', 'subscription/retired-event', { [toProperty]: ['device.tamper.detected@1', '‸device.battery.low@1'] }],
  [
    'a deprecated event type',
    'subscription/deprecated-event',
    { [toProperty]: ['device.tamper.detected@1', '‸access.entry.recorded@1'] },
  ],
  [
    'a subscription that is paused',
    'subscription/paused',
    { [toAccess]: ['- name: new-residents', '- name: new-residents\n    paused: ‸true'] },
  ],
  [
    'a field read that there is not',
    'subscription/unknown-read',
    {
      [toProperty]: [
        'eventType: device.tamper.detected@1',
        'eventType: device.tamper.detected@1\n    reads: [severity, ‸severty]',
      ],
    },
  ],
  [
    'a previous name that another subscription has',
    'subscription/previous-name-in-use',
    { [toAccess]: ['- name: new-residents', '- name: new-residents\n    previously: ‸serious-tampering'] },
  ],
  [
    'queues to delete of a subscription that is there',
    'subscription/retired-but-live',
    {
      'config/retired.yaml':
        'retired:\n  - ‸stage: dev\n    subscription: property-service/tampering\n    reason: Drained.\n    approver: jane\n',
    },
  ],
  ['a name twice', 'subscription/duplicate-name', { [toProperty]: ['name: tampering', 'name: ‸offline-devices'] }],
  [
    'the same twice for one function',
    'subscription/duplicate',
    {
      [toAccess]: [
        '- name: new-residents',
        '- name: once-more\n    description: The same once more.\n    eventType: property.resident.moved-out@1\n    delivery: { kind: function, functionName: access-grants }\n  - name: new-residents',
      ],
    },
    `${toAccess}:27:11`,
  ],
  [
    'a retry that another subscription to the function cuts short',
    'subscription/retry-cut-short',
    {
      [toAccess]: [
        'delivery: { kind: function, functionName: access-doors }\n    retry: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 30 }',
        'delivery: ‸{ kind: function, functionName: access-doors }\n    retry: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 30 }\n' +
          '  - name: leaving-couriers\n    description: Closes the door.\n    eventType: property.resident.moved-out@1\n' +
          '    delivery: { kind: function, functionName: access-doors }\n    retry: { maximumEventAgeInSeconds: 120 }',
      ],
    },
  ],
  [
    'a stack of the team for what the platform draws',
    'delivery/defined-in-without-team',
    {
      [toBilling]: [
        '      carrier: [{ anything-but: { prefix: internal- } }]\n',
        '      carrier: [{ anything-but: { prefix: internal- } }]\n    delivery: { kind: queue, definedIn: ‸elsewhere }\n',
      ],
    },
  ],
  [
    'an ARN for a name',
    'delivery/invalid-function-name',
    {
      [toAccess]: [
        'kind: [GARAGE] }\n    delivery: { kind: function, functionName: access-grants }',
        'kind: [GARAGE] }\n    delivery: { kind: function, functionName: ‸"arn:aws:lambda:us-east-1:118820394475:function:a" }',
      ],
    },
  ],
];

const secret = '{{resolve:secretsmanager:prod/db:SecretString:password}}';
const texts: Break[] = [
  [
    'a secret in a description',
    'text/read-by-cloudformation',
    { [toBilling]: ['description: Assesses the fee of a delivery.', `description: ‸"Assesses ${secret}."`] },
  ],
  [
    'a secret in a filter',
    'text/read-by-cloudformation',
    { [toBilling]: ['{ anything-but: { prefix: internal- } }', `{ anything-but: { prefix: ‸"${secret}" } }`] },
  ],
  [
    'a secret that the file spells with escapes',
    'text/read-by-cloudformation',
    { [toBilling]: ['{ anything-but: { prefix: internal- } }', '{ anything-but: { prefix: ‸"\\x7b\\u007bresolve:ssm:/a}}" } }'] },
  ],
  [
    'a parameter in the name of an account',
    'text/read-by-cloudformation',
    { [organization]: ['"name": "Root" }', '"name": ‸"{{resolve:ssm:/name}}" }'] },
  ],
  [
    'a parameter in the title of an event',
    'text/read-by-cloudformation',
    { [`${battery}/event.yaml`]: ['title: Device battery low', 'title: ‸"{{resolve:ssm:/title}}"'] },
  ],
  [
    'what the CDK takes for a value of its own',
    'text/read-by-cloudformation',
    { [toBilling]: ['description: Assesses the fee of a delivery.', 'description: ‸"Assesses ${Token[TOKEN.1]}."'] },
  ],
];

const filters: Break[] = [
  [
    'a matcher that there is not',
    'filter/invalid-pattern',
    { [toBilling]: ['{ anything-but: { prefix: internal- } }', '‸{ begins-with: internal- }'] },
  ],
  ['a value without brackets', 'filter/invalid-pattern', { [toBilling]: ['keepsAccount: [false]', 'keepsAccount: ‸false'] }],
  [
    'an alternative alone',
    'filter/invalid-pattern',
    { [toProperty]: ['\n        - daysLeft: [{ numeric: ["<=", 7] }]', ''] },
    `${toProperty}:28:9`,
  ],
  ['a field that there is not', 'filter/unknown-field', { [toBilling]: ['serviceLevel:', '‸servicelevel:'] }],
  ['a nested field that there is not', 'filter/unknown-field', { [toBilling]: ['proof: { kind:', 'proof: { ‸type:'] }],
  ['a field of a text', 'filter/unknown-field', { [toBilling]: ['keepsAccount: [false]', '‸keepsAccount: { is: [false] }'] }],
  ['values for an object', 'filter/not-a-leaf', { [toAccess]: ['dropOff: { kind: [GARAGE] }', '‸dropOff: [GARAGE]'] }],
  [
    'a number for a text',
    'filter/wrong-type',
    { [toBilling]: ['serviceLevel: [SAME_DAY, EXPRESS]', 'serviceLevel: [SAME_DAY, ‸1]'] },
  ],
  ['a range of texts', 'filter/wrong-type', { [toBilling]: ['keepsAccount: [false]', 'residentId: [‸{ numeric: [">", 1] }]'] }],
  ['the beginning of a number', 'filter/wrong-type', { [toDelivery]: ['{ numeric: ["<", 500] }', '‸{ prefix: "5" }'] }],
  [
    'a value that the enum does not have',
    'filter/impossible-value',
    { [toBilling]: ['[SAME_DAY, EXPRESS]', '[SAME_DAY, ‸EXPRES]'] },
  ],
  [
    'an exclusion of a value that the enum does not have',
    'filter/impossible-value',
    { [toProperty]: ['anything-but: [ONLINE, MAINTENANCE]', 'anything-but: [ONLINE, ‸MAINTAINANCE]'] },
  ],
  [
    'a prefix that no value has',
    'filter/impossible-value',
    { [toDevice]: ['reason: [{ prefix: DEVICE_ }]', 'reason: [‸{ prefix: DEVISE_ }]'] },
  ],
  [
    'a range outside the bounds',
    'filter/impossible-value',
    { [toBilling]: ['{ numeric: [">", 1, "<=", 5] }', '‸{ numeric: [">", 5] }'] },
  ],
  [
    'a text that the pattern does not take',
    'filter/impossible-value',
    { [toBilling]: ['carrier: [{ anything-but: { prefix: internal- } }]', 'carrier: [‸UPS]'] },
  ],
  [
    'a kind that the union does not have',
    'filter/impossible-value',
    { [toBilling]: ['kind: [signature, photo]', 'kind: [signature, ‸video]'] },
  ],
];

describe('a broken configuration', () => {
  const company = testCompanyFiles();
  const usual = new Set(parseManifest(company).problems.map(render));
  const all = [
    ...files,
    ...accounts,
    ...pipeline,
    ...rights,
    ...owners,
    ...events,
    ...schemas,
    ...released,
    ...approvals,
    ...subscriptions,
    ...texts,
    ...filters,
  ];

  const cases = all.map(([what, code, edits, at]) => ({ what, code, edits, at }));

  it.each(cases)('$what: $code', ({ code, edits, at }) => {
    const { files: edited, marked } = withEdits(company, edits);
    const { manifest, problems } = parseManifest(edited);
    const found = problems.filter((problem) => !usual.has(render(problem)));

    expect(found.map((problem) => [problem.code, formatPosition(problem.at)])).toEqual([[code, at ?? marked]]);
    expect(found[0]?.fix).toMatch(/^[A-Z].*[.!]$/);
    expect(found[0]?.message).toMatch(/^["A-Z].*\.$/);
    expect(manifest === undefined).toBe(found[0]?.severity === 'error');
  });

  it('is covered for every code that there is', () => {
    const codes = [generalProblems, contractProblems, manifestProblems].flatMap((kinds) => Object.keys(kinds));
    // See read-config.spec.ts.
    const ofReading = ['file/not-a-file', 'file/unreadable', 'file/not-utf8', 'file/same-but-for-case'];
    expect([...new Set([...all.map(([, code]) => code), ...ofReading])].sort()).toEqual(codes.sort());
  });

  it('gives all its problems at once, in reading order', () => {
    const { files: edited } = withEdits(company, {
      [platform]: ['aws-owned', 'nobody'],
      [billing]: ['owner: payments', 'owner: finance'],
      [toBilling]: ['serviceLevel:', 'level:'],
    });
    const { problems } = parseManifest(edited);
    expect(problems.map((problem) => problem.code)).toEqual([
      'shape/not-allowed',
      'team/unknown',
      'filter/unknown-field',
      'subscription/deprecated-event',
    ]);
    expect([...problems].sort(compareProblems)).toEqual(problems);
  });

  it('is one with no files at all', () => {
    expect(parseManifest(new Map()).problems.map((problem) => problem.at.file)).toEqual([organization, platform, dev, teams]);
  });
});

function lastRelease(): string {
  const text = testCompanyFiles().get(ledger) ?? '';
  const end = text.indexOf('}\n  ],') + 1;
  return text.slice(text.lastIndexOf('\n    {', end) + 5, end);
}

function render({ code, at, message }: Problem): string {
  return `${formatPosition(at)} ${code} ${message}`;
}
