import { fieldAt } from '../schema';
import { filterFields } from './filter-fields';
import type { LintRule } from './lint-rule';

export const consumersRules: readonly LintRule[] = [
  {
    id: 'consumers/nobody-subscribes',
    purpose: 'Nobody subscribes to an active event type.',
    why: 'It is published, archived and paid for. Off by default: an event may exist before its first consumer.',
    severity: 'off',
    *check({ contract, consumers }) {
      if (contract.lifecycle.state !== 'active' || consumers.some(({ eventType }) => eventType === contract.type)) return;
      yield {
        at: contract.event.document.atKey(['lifecycle', `v${contract.major}`]),
        message: `Nobody subscribes to "${contract.type}".`,
        fix: 'Announce it to possible consumers, or retire it.',
      };
    },
  },
  {
    id: 'consumers/reads-deprecated-field',
    purpose: 'A subscription filters on or reads a deprecated field.',
    why: 'The field will be gone in the next major, and the subscription will no longer match.',
    severity: 'warning',
    *check({ contract, consumers, schema }) {
      for (const { eventType, filter, reads, document, path, name } of consumers) {
        if (eventType !== contract.type) continue;
        const used = [
          ...filterFields(filter ?? {}, [], [...path, 'filter']),
          ...(reads ?? []).map((field, index) => ({ field: field.split('.'), place: [...path, 'reads', index] })),
        ];
        for (const { field, place } of used) {
          if (!fieldAt(schema, field).some((found) => found.deprecated)) continue;
          yield {
            at: document.at(place),
            message: `"${name}" depends on "${field.join('.')}", which is deprecated.`,
            fix: 'Use the field that its description names instead.',
          };
        }
      }
    },
  },
  {
    id: 'consumers/lists-every-value',
    purpose: 'A subscription lists every value that an extensible enum has.',
    why: 'It looks like "all of them", but will not match a value that is added later.',
    severity: 'warning',
    *check({ contract, consumers, schema }) {
      for (const { eventType, filter, document, path, name } of consumers) {
        if (eventType !== contract.type || !filter) continue;
        for (const { field, place, values } of filterFields(filter, [], [...path, 'filter'])) {
          const [found, ...others] = fieldAt(schema, field);
          if (!found?.enum || others.length > 0 || !found['x-extensible'] || found.enum.length < 2) continue;
          if (!found.enum.every((value) => values.includes(value))) continue;
          yield {
            at: document.at(place),
            message: `"${name}" lists every value of "${field.join('.')}", and the enum may grow.`,
            fix: 'Remove the field from the filter, or write { exists: true }.',
          };
        }
      }
    },
  },
];
