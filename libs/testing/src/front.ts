import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to the system behind. */
export interface Passing {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is answered; the length is made to fit. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Decides what becomes of a request: `through` has the system behind answer it. A throw cuts the connection. */
export type Mood = (passing: Passing, through: () => Promise<Reply>) => Promise<Reply> | Reply;

const calm: Mood = (_, through) => through();
const ofOneConnection = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding', 'host'];

/** A door in front of a system that notes every request and can be made to answer what the system never would. */
export class Front {
  /** Every request since the last `forget`, in the order they came. */
  readonly passed: Passing[] = [];
  private mood: Mood = calm;
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch(() => response.destroy());
  });

  private constructor(private readonly behind: string) {}

  static async before(behind: string): Promise<Front> {
    const front = new Front(behind);
    await new Promise<void>((resolve) => front.server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on requests meet this; without an argument they just go through. */
  meets(mood: Mood = calm): void {
    this.mood = mood;
  }

  forget(): void {
    this.passed.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url: path = '/' } = request;
    const passing = { method, path, headers: plain(request.headers), body: Buffer.concat(chunks).toString('utf8') };
    this.passed.push(passing);
    const { status, headers, body } = await this.mood(passing, () => this.through(passing));
    response.writeHead(status, { ...headers, ...(body !== '' && { 'content-length': Buffer.byteLength(body) }) });
    response.end(body);
  }

  private async through({ method, path, headers, body }: Passing): Promise<Reply> {
    const answer = await fetch(`${this.behind}${path}`, { method, headers, ...(body !== '' && { body }) });
    return { status: answer.status, headers: plain(Object.fromEntries(answer.headers)), body: await answer.text() };
  }
}

const plain = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ofOneConnection.includes(name) ? [] : [[name, String(value)]],
    ),
  );
