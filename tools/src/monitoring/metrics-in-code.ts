import { Metrics } from '@samsvar/service';
import ts from 'typescript';
import { isSpec, sources } from '../tidy/sources.js';

/** A metric that a service exports: what Prometheus sees of it, and its labels. */
export interface Exported {
  readonly name: string;
  readonly labels: readonly string[];
}

const makers = new Set(['counter', 'gauge', 'histogram', 'watched']);

/** Every metric of our services, read from the code that makes it, and those every process has. */
export async function exportedMetrics(): Promise<ReadonlyMap<string, Exported>> {
  const made = sources(['libs', 'services'])
    .filter(({ path }) => !isSpec(path) && !path.includes('/sandbox/') && !path.includes('/testing/'))
    .flatMap(({ path, text }) => [...madeIn(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))]);
  const all = [...made, ...(await ofEveryProcess())];
  return new Map(all.map((one) => [one.name, one]));
}

function* madeIn(node: ts.Node): Generator<Exported> {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const [name, , labels] = node.arguments;
    if (makers.has(node.expression.name.text) && name && ts.isStringLiteral(name)) {
      const named = labels && ts.isArrayLiteralExpression(labels) ? labels.elements.filter(ts.isStringLiteral) : [];
      yield* series(`samsvar_${name.text}`, node.expression.name.text, [...named.map(({ text }) => text), 'service']);
    }
  }
  const inside: ts.Node[] = [];
  ts.forEachChild(node, (child) => void inside.push(child));
  for (const child of inside) yield* madeIn(child);
}

function* series(name: string, kind: string, labels: readonly string[]): Generator<Exported> {
  if (kind !== 'histogram') return void (yield { name, labels });
  yield { name: `${name}_bucket`, labels: [...labels, 'le'] };
  for (const end of ['sum', 'count']) yield { name: `${name}_${end}`, labels };
}

/** What prom-client says of a process, and our own build information. */
async function ofEveryProcess(): Promise<readonly Exported[]> {
  const said = await new Metrics('any').registry.getMetricsAsJSON();
  return said.flatMap(({ name, type }) => [...series(name, String(type), ['service', 'version', 'type', 'kind'])]);
}
