import { flag, text } from '../../verb/parameters';

/** Whose organization is read, and how. */
export const liveParameters = {
  profile: text('<profile>', 'AWS profile: the management account, or a delegated administrator'),
  endpointUrl: text('<url>', 'another endpoint, such as that of `busbar up`'),
  region: text('<region>', 'where the partition has AWS Organizations', { default: 'us-east-1' }),
  keepTags: flag('keep the tags of the snapshot; reading them takes a call for each account'),
};

/** The shape of a comparison, for `--json`. */
export const comparisonShape =
  'from?: { id, readAt }, to: { id, readAt }, changes: [{ subject: "account" | "organizational-unit", kind, id, name, from?, to?, uses: [{ stage, service?, subscriptions }] }], repointed: [{ stage, service?, from, to }], problems: [{ code, severity, at, message, fix }]';
