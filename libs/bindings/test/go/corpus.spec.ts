import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusFor, differences } from '../../corpus';
import { generateGo } from '../../src/go';
import { eventName, fieldNames, packageName } from '../../src/go/names';
import { eventModel, type EventModel } from '../../src/model';
import { modelsAsJson } from '../models-json';
import { testCompanyContracts, tortureContracts } from '../test-contracts';
import { constructorRegistry, goTypeNames } from './constructor-registry';
import { hasToolchain, linesOf, resultsOf, Workbench } from '../toolchain';

const isThere = hasToolchain('Go');
const MODULE = 'example.test/events';
const env = { GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local', GOWORK: 'off' };

(isThere ? describe : describe.skip)('the Go bindings', () => {
  const contracts = [...testCompanyContracts(), ...tortureContracts()].filter(({ lifecycle }) => lifecycle.state !== 'retired');
  const models = contracts.map(eventModel);
  const corpus = contracts.flatMap((contract) => corpusFor(eventModel(contract), contract));
  const bench = new Workbench('go');
  const files = generateGo(contracts, { module: MODULE });
  const folders = [...new Set(Array.from(files.keys(), (path) => path.split('/')[0] ?? ''))];

  beforeAll(() => {
    bench.write(files);
    bench.write(
      new Map([
        ['go.mod', `module ${MODULE}\n\ngo 1.21\n`],
        ['corpus/main.go', corpusProgram(models)],
        ['constructors/main.go', readFileSync(join(__dirname, 'run_constructors.go'), 'utf8')],
        ['constructors/registry.go', constructorRegistry(models, files, MODULE)],
      ]),
    );
  });
  afterAll(() => bench.remove());

  it('are as gofmt has them', () => {
    expect(bench.run('gofmt', ['-l', ...folders])).toBe('');
  });

  it('pass go vet', () => {
    bench.run('go', ['vet', './...'], { env });
  }, 240_000);

  it('say of every case of the corpus what it expects', () => {
    const output = bench.run('go', ['run', './corpus'], { env, input: linesOf(corpus) });
    const found = differences(corpus, resultsOf(output));
    expect(found.slice(0, 10)).toEqual([]);
    expect(corpus.length).toBeGreaterThan(1_000);
  }, 240_000);

  it('say the same of structs as of data from the wire', () => {
    const published = corpus.filter(({ view }) => view === 'publisher');
    const names = { ofEvent: eventName, ofTypes: (model: EventModel) => goTypeNames(model, files), ofFields: fieldNames };
    bench.write(new Map([['models.json', modelsAsJson(models, names)]]));
    const output = bench.run('go', ['run', './constructors', 'models.json'], { env, input: linesOf(published) });
    const results = resultsOf(output);
    const said = new Set(results.map(({ id }) => id));
    const found = differences(
      published.filter(({ id }) => said.has(id)),
      results,
    );
    expect(found.slice(0, 10)).toEqual([]);
    // Most wrong types are nothing that the compiler would let through.
    expect(results.filter(({ valid }) => valid).length).toBeGreaterThan(1_000);
    expect(results.filter(({ valid }) => !valid).length).toBeGreaterThan(500);
  }, 240_000);
});

/** Runs the cases of the corpus (one a line, standard input), and prints what the generated package says of each. */
function corpusProgram(models: readonly EventModel[]): string {
  const packages = [...new Set(models.map(({ domain }) => packageName(domain)))].sort();
  const entries = models.map((model) => {
    const [of, own] = [packageName(model.domain), eventName(model)];
    return `\t"${model.eventType}": {\n\t\ttest(${of}.Read${own}, ${of}.New${own}, ${of}.Parse${own}),\n\t\t${of}.${own}Type,\n\t},\n`;
  });
  return `package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"${MODULE}/busbar"
${packages.map((name) => `\t"${MODULE}/${name}"\n`).join('')})

type testCase struct {
	ID        string \`json:"id"\`
	EventType string \`json:"eventType"\`
	View      string \`json:"view"\`
	Data      string \`json:"data"\`
}

type result struct {
	ID     string         \`json:"id"\`
	Valid  bool           \`json:"valid"\`
	Issues []busbar.Issue \`json:"issues"\`
	Output string         \`json:"output,omitempty"\`
}

type runner func(view string, of busbar.Type, text string) (busbar.Data, error)

func test[D busbar.Data](
	read func(any, ...busbar.Option) (*busbar.Event[D], error),
	create func(D, ...busbar.Option) (*busbar.Event[D], error),
	parse func([]byte) (*busbar.Event[D], error),
) runner {
	return func(view string, of busbar.Type, text string) (busbar.Data, error) {
		if view == "publisher" {
			value, err := busbar.Read([]byte(text))
			if err != nil {
				return nil, err
			}
			event, err := read(value)
			if err != nil {
				return nil, err
			}
			// What was read has to pass as a struct, too.
			event, err = create(event.Data)
			if err != nil {
				return nil, fmt.Errorf("as a struct: %w", err)
			}
			return event.Data, nil
		}
		id := "0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11"
		metadata, _ := json.Marshal(busbar.Metadata{
			ID: id, Type: of.Name, Version: of.Version, Time: "2026-02-04T10:00:00.000Z", Publisher: "some-service", CorrelationID: id,
		})
		event, err := parse([]byte(fmt.Sprintf(\`{"metadata":%s,"data":%s}\`, metadata, text)))
		if err != nil {
			return nil, err
		}
		return event.Data, nil
	}
}

var runners = map[string]struct {
	run runner
	of  busbar.Type
}{
${entries.join('')}}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<26)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		var one testCase
		if err := json.Unmarshal(input.Bytes(), &one); err != nil {
			panic(err)
		}
		found := result{ID: one.ID, Valid: true, Issues: []busbar.Issue{}}
		test := runners[one.EventType]
		data, err := test.run(one.View, test.of, one.Data)
		var invalid *busbar.ValidationError
		if errors.As(err, &invalid) {
			found.Valid, found.Issues = false, invalid.Issues
		} else if err != nil {
			panic(one.ID + ": " + err.Error())
		} else {
			written, err := busbar.Write(data.ToWire())
			if err != nil {
				panic(err)
			}
			found.Output = string(written)
		}
		if err := output.Encode(found); err != nil {
			panic(err)
		}
	}
}
`;
}
