import { join } from 'node:path';
import * as ts from 'typescript';

/*
 * Whoever adds a third kind of delivery is led by the compiler: each table by kind is incomplete until it has an entry for it.
 * Lint forbids to branch on a kind elsewhere (`busbar/kinds-are-tables`).
 */

const workspace = join(__dirname, '../..');

const withStream: Readonly<Record<string, (source: string) => string>> = {
  'libs/manifest/src/model.ts': (source) =>
    source.replace('QueueDelivery | FunctionDelivery', "QueueDelivery | FunctionDelivery | { readonly kind: 'stream' }"),
  'libs/topology/src/model.ts': (source) =>
    source.replace('PlannedQueue | PlannedFunction', "PlannedQueue | PlannedFunction | { readonly kind: 'stream' }"),
  'libs/topology/src/service-topology-model.ts': (source) =>
    source.replace('QueueOfService | FunctionOfService', "QueueOfService | FunctionOfService | { readonly kind: 'stream' }"),
};

/** The CDK's own types take a minute to read, and no table depends on them. */
const cdk = {
  modules: /^(?:aws-cdk-lib|constructs)\b/,
  file: join(workspace, 'cdk.d.ts'),
  text: "declare module 'aws-cdk-lib'; declare module 'aws-cdk-lib/*'; declare module 'constructs';",
};

const roots = ['stacks/src/index.ts', 'libs/constructs/src/index.ts'];

/** `<file>: <declaration>` of what lacks the new kind, sorted. */
function errorsWith(edits: typeof withStream): readonly string[] {
  const { config } = ts.readConfigFile(join(workspace, 'tsconfig.base.json'), ts.sys.readFile.bind(ts.sys));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, workspace);
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  host.readFile = (file) => {
    if (file === cdk.file) return cdk.text;
    const text = read(file);
    const edit = edits[file.slice(workspace.length + 1)];
    return text !== undefined && edit ? edit(text) : text;
  };
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) =>
      cdk.modules.test(text) ? { resolvedModule: undefined } : ts.resolveModuleName(text, from, options, host),
    );
  const program = ts.createProgram(
    [cdk.file, ...roots.map((root) => join(workspace, root))],
    { ...options, types: ['node'] },
    host,
  );
  const withTables = program
    .getSourceFiles()
    .filter(({ fileName, text }) => !fileName.includes('/node_modules/') && text.includes('[Kind in '));
  const places = withTables.flatMap((file) =>
    program
      .getSemanticDiagnostics(file)
      .filter(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ').includes('stream'))
      .map(({ start = 0 }) => `${file.fileName.slice(workspace.length + 1)}: ${declared(file, start)}`),
  );
  return [...new Set(places)].sort();
}

/** Name of the top-level declaration at a position. */
function declared(file: ts.SourceFile, position: number): string {
  const statement = file.statements.find((each) => each.getStart() <= position && position < each.end);
  const declaration = statement && ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : undefined;
  return declaration?.name.getText() ?? statement?.getText().split('\n')[0] ?? '';
}

it('makes a third kind of delivery a compile error in every table', () => {
  expect(errorsWith(withStream)).toEqual([
    'libs/manifest/src/deliveries.ts: deliveryShapes',
    'libs/manifest/src/deliveries.ts: hasTeamStack',
    'libs/manifest/src/deliveries.ts: sharedReceivers',
    "libs/manifest/src/deliveries.ts: type DeliveryShape = (typeof deliveryShapes)[Delivery['kind']];",
    'libs/topology/src/deliveries/index.ts: deliveryKinds',
    'libs/topology/src/service-topology.ts: deliveries',
    'stacks/src/account/subscription-construct.ts: receiverKinds',
  ]);
}, 240_000);
