import { Metrics } from '@samsvar/service';
import { expect, test } from 'vitest';
import { upstreamMetrics } from './upstream.js';

test('requests are measured by how they end, and pauses that are asked for are counted', async () => {
  const metrics = new Metrics('spec');
  const answered = upstreamMetrics(metrics);
  const begun = performance.now() - 300;
  answered('GET', 200, begun);
  answered('PATCH', 429, begun);
  answered('PATCH', undefined, begun);
  const said = await metrics.registry.metrics();
  const name = 'samsvar_upstream_request_duration_seconds';
  expect(said).toContain(`${name}_bucket{le="0.25",service="spec",operation="GET",status_class="2xx"} 0`);
  expect(said).toContain(`${name}_bucket{le="10",service="spec",operation="GET",status_class="2xx"} 1`);
  expect(said).toContain(`${name}_count{service="spec",operation="PATCH",status_class="4xx"} 1`);
  expect(said).toContain(`${name}_count{service="spec",operation="PATCH",status_class="none"} 1`);
  expect(said).toContain('samsvar_rate_limited_total{service="spec"} 1');
});
