import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { TracingOptions } from './tracing.js';

/** Which traces are recorded; where nothing is said, all: they begin with edits, and a load begins none. */
export function samplerFor({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG }: TracingOptions['settings']): Sampler {
  const [, parent, name] = /^(parentbased_)?(\w+)$/.exec(OTEL_TRACES_SAMPLER ?? 'parentbased_always_on')!;
  const root = samplerNamed(name!, OTEL_TRACES_SAMPLER_ARG ?? 1);
  return parent ? new ParentBasedSampler({ root }) : root;
}

function samplerNamed(name: string, ratio: number): Sampler {
  if (name === 'always_off') return new AlwaysOffSampler();
  return name === 'traceidratio' ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
}
