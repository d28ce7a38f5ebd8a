import { jsonFrom } from '@samsvar/connector';

/** An answer of the HRM. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The JSON of an answer; undefined when it is none. */
export function jsonOf({ body }: Answer): unknown {
  try {
    return jsonFrom(body);
  } catch {
    return undefined;
  }
}
