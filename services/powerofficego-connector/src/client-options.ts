import type { Answered, Slot } from '@samsvar/connector';

/** What a request is for: people's edits go before polls, polls before bulk work. */
export type Lane = 'edit' | 'poll' | 'bulk' | 'audit';

/** On what terms a write goes. */
export interface Leave {
  readonly lane: Lane;
  /** Asked when its turn has come: whether it may still go. */
  readonly mayGo?: (() => boolean) | undefined;
}

export interface ClientOptions {
  /** Without `/v2`: `https://goapi.poweroffice.net`, `…/Demo`, or the sandbox. */
  readonly baseUrl: string;
  readonly applicationKey: string;
  readonly clientKey: string;
  readonly subscriptionKey: string;
  /** Waits until the shared budget lets one request go; every request takes one, token calls too. */
  readonly slot: (lane: Lane) => ReturnType<Slot>;
  readonly timeoutMs?: number;
  readonly now?: () => number;
  readonly answered?: Answered;
}
