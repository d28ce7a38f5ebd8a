import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a collector was told of it. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** The span it is below; undefined for the first of a trace. */
  readonly parentSpanId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
  /** In milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
}

/** Takes spans over OTLP/HTTP as JSON, as an OpenTelemetry collector would. */
export class Collector {
  readonly spans: CollectedSpan[] = [];
  /** What was told, as it came. */
  readonly bodies: string[] = [];
  /** The headers of each telling. */
  readonly headers: Readonly<Record<string, unknown>>[] = [];
  /** What it answers with; undefined: it does not. */
  status: number | undefined = 200;
  private readonly server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      this.bodies.push(body);
      this.headers.push(request.headers);
      if (this.status === 200 && request.url === '/v1/traces') this.spans.push(...spansIn(body));
      if (this.status === undefined) return;
      reply.writeHead(request.url === '/v1/traces' ? this.status : 404, { 'content-type': 'application/json' });
      reply.end('{}');
    });
  });

  /** Listens on a free port of the loopback interface unless told which; answers its address. */
  async open(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface Said {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SaidSpan[] }[];
  }[];
}
interface SaidSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code: number };
}

const spansIn = (body: string): readonly CollectedSpan[] =>
  (JSON.parse(body) as Said).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ startTimeUnixNano, endTimeUnixNano, attributes, status, parentSpanId, ...span }) => ({
        ...span,
        parentSpanId: parentSpanId || undefined,
        service: String(valuesOf(resource.attributes)['service.name']),
        attributes: valuesOf(attributes),
        isError: status.code === 2,
        startMs: Number(BigInt(startTimeUnixNano) / 1_000n) / 1_000,
        endMs: Number(BigInt(endTimeUnixNano) / 1_000n) / 1_000,
      })),
    ),
  );

const valuesOf = (attributes: readonly Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
