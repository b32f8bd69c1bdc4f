import type { BindingsRepository } from '@busbar/manifest';

/** Where the package is that `busbar bindings generate` writes for TypeScript. */
const BINDINGS = 'libs/events/typescript';

/**
 * Shell commands that publish the TypeScript bindings, by kind of the repository; for a build that has done `npm ci`.
 *
 * The version is that of the package, with the number of releases in the ledger as its patch: what a team gets changes with a release, and a
 * draft is nobody else's yet. A version that is there is left alone, so that the build can be repeated.
 */
export const publishCommands: {
  readonly [Kind in BindingsRepository['kind']]: (
    repository: Extract<BindingsRepository, { readonly kind: Kind }>,
  ) => readonly string[];
} = {
  codeartifact: ({ domain, repository, account, region }) => [
    'npx busbar bindings generate --check',
    `aws codeartifact login --tool npm --domain ${domain} --domain-owner ${account} --repository ${repository} --region ${region}`,
    `(cd ${BINDINGS} && npx nx build)`,
    `BINDINGS=$(node -p "require('./${BINDINGS}/package.json').name")`,
    `RELEASED=$(node -p "const [major, minor] = require('./${BINDINGS}/package.json').version.split('.'); [major, minor, require('./config/events/ledger.json').releases.length].join('.')")`,
    `(cd ${BINDINGS}/dist && npm pkg set version="$RELEASED")`,
    // `npm view` of a version that is not there succeeds and says nothing.
    `if [ -n "$(npm view "$BINDINGS@$RELEASED" version 2>/dev/null)" ]; then echo "$BINDINGS@$RELEASED is published"; else (cd ${BINDINGS}/dist && npm publish); fi`,
  ],
};
