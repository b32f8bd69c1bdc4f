import { RuleTester } from 'eslint';
import { join } from 'node:path';
import { parser } from 'typescript-eslint';
import { rules } from '../src/index.cjs';

/*
 * The folders of the package in `data/` that have an index; the files that import need not exist:
 *   src/sqs/index.ts  src/sqs/batch/index.ts
 */
const file = (path: string) => join(__dirname, 'data', path);
const tester = new RuleTester({ languageOptions: { parser } });
const valid = (path: string, code: string) => ({ filename: file(path), code });
const invalid = (path: string, code: string, specifier: string, index: string) => ({
  filename: file(path),
  code,
  errors: [{ messageId: 'deep', data: { specifier, index } }],
});

tester.run('no-deep-imports', rules['no-deep-imports'], {
  valid: [
    valid('src/model.ts', "import { Queue } from './sqs/index';"),
    valid('src/model.ts', "import { Queue } from './sqs';"),
    valid('src/model.ts', "import { lines } from './text/lines';"),
    valid('src/model.ts', "import { Queue } from '@busbar/emulator';"),
    valid('src/sqs/queue.ts', "import { model } from '../model';"),
    valid('src/sqs/queue.ts', "import { Entry } from './batch/index';"),
    valid('src/sqs/index.ts', "export { Queue } from './queue';"),
    valid('src/sqs/batch/entry.ts', "import { Queue } from '../queue';"),
    // Specs may look inside.
    valid('test/queue.spec.ts', "import { Queue } from '../src/sqs/queue';"),
  ],
  invalid: [
    invalid('src/model.ts', "import { Queue } from './sqs/queue';", './sqs/queue', './sqs/index.ts'),
    invalid('src/model.ts', "import type { Queue } from './sqs/queue';", './sqs/queue', './sqs/index.ts'),
    invalid('src/index.ts', "export { Queue } from './sqs/queue';", './sqs/queue', './sqs/index.ts'),
    invalid('src/index.ts', "export * from './sqs/queue';", './sqs/queue', './sqs/index.ts'),
    invalid('src/model.ts', "const sqs = await import('./sqs/queue');", './sqs/queue', './sqs/index.ts'),
    invalid('src/model.ts', "type Queue = import('./sqs/queue').Queue;", './sqs/queue', './sqs/index.ts'),
    invalid('src/text/lines.ts', "import { Queue } from '../sqs/queue';", '../sqs/queue', '../sqs/index.ts'),
    // The index of an inner folder is behind that of the outer one.
    invalid('src/model.ts', "import { Entry } from './sqs/batch/index';", './sqs/batch/index', './sqs/index.ts'),
    invalid('src/sqs/queue.ts', "import { Entry } from './batch/entry';", './batch/entry', './batch/index.ts'),
  ],
});
