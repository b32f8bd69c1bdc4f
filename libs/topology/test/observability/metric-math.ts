/**
 * As much of CloudWatch's metric math as alarms use, for one point in time: a metric without a data point is undefined there.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
type Value = number | undefined;
type Metrics = Readonly<Record<string, Value>>;

const FUNCTIONS: Readonly<Record<string, (...values: Value[]) => Value>> = {
  IF: (condition, then, otherwise) => (condition === undefined ? undefined : condition !== 0 ? then : otherwise),
  FILL: (metric, filling) => metric ?? filling,
};

/** By binding strength, loosest first. */
const OPERATORS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { '>=': (a, b) => Number(a >= b), '>': (a, b) => Number(a > b), '<': (a, b) => Number(a < b) },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b },
];

/** @throws SyntaxError for anything else */
export function evaluate(expression: string, metrics: Metrics): Value {
  const tokens = expression.match(/>=|[A-Za-z_]\w*|\d+(?:\.\d+)?|[-+*/()<>,]|\S/g) ?? [];
  let next = 0;
  const accept = (token: string): boolean => tokens[next] === token && ++next > 0;
  const expect = (token: string): void => {
    if (!accept(token)) throw new SyntaxError(`"${token}" is missing at token ${next} of "${expression}".`);
  };

  function binary(level: number): Value {
    const operators = OPERATORS[level];
    if (!operators) return operand();
    let left = binary(level + 1);
    for (let apply = operators[tokens[next] ?? '']; apply; apply = operators[tokens[next] ?? '']) {
      next += 1;
      const right = binary(level + 1);
      left = left === undefined || right === undefined ? undefined : apply(left, right);
    }
    return left;
  }

  function operand(): Value {
    if (accept('(')) {
      const value = binary(0);
      expect(')');
      return value;
    }
    const token = tokens[next] ?? '';
    next += 1;
    if (/^\d/.test(token)) return Number(token);
    const apply = FUNCTIONS[token];
    if (apply) {
      expect('(');
      const values = [binary(0)];
      while (accept(',')) values.push(binary(0));
      expect(')');
      return apply(...values);
    }
    if (!(token in metrics)) throw new SyntaxError(`"${token}" in "${expression}" is neither a function nor a metric.`);
    return metrics[token];
  }

  const value = binary(0);
  if (next < tokens.length) throw new SyntaxError(`"${tokens[next]}" in "${expression}" is too much.`);
  // Division by zero gives no data point.
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
