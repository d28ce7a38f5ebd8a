/** What a system answers to one request, ready for the wire. */
export interface Answer {
  readonly status: number;
  readonly body?: string;
  /** The media type of the body; JSON unless told otherwise. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const json = (status: number, value: unknown): Answer => ({ status, body: JSON.stringify(value) });

/** Tells an answer from what was asked for instead of one. */
export const isAnswer = (value: object): value is Answer => typeof (value as Answer).status === 'number';
