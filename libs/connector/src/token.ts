/** A token as a sign-in brought it. */
export interface Signed {
  readonly value: string;
  /** How long it lives from now; ten minutes where the system does not say. */
  readonly livesSeconds: number;
}

export interface TokenOptions {
  readonly signIn: () => Promise<Signed>;
  /** How long before its end it is renewed; a token that lives shorter is renewed half-way. */
  readonly renewBeforeSeconds: number;
  readonly now?: () => number;
}

/** One access token for all calls: whoever needs it while it is fetched waits for the same sign-in. */
export class SharedToken {
  private token: { readonly value: string; readonly until: number } | undefined;
  private signingIn: Promise<string> | undefined;
  private readonly now: () => number;

  constructor(private readonly options: TokenOptions) {
    this.now = options.now ?? Date.now;
  }

  /** The token, fetched anew when it is about to end. Throws what the sign-in throws. */
  get(): Promise<string> {
    if (this.token && this.token.until > this.now()) return Promise.resolve(this.token.value);
    this.signingIn ??= this.renewed().finally(() => (this.signingIn = undefined));
    return this.signingIn;
  }

  /** The system refuses this token. Nothing happens where another request learnt of it before and fetched the next. */
  refused(value: string): void {
    if (this.token?.value === value) this.token = undefined;
  }

  private async renewed(): Promise<string> {
    const { value, livesSeconds } = await this.options.signIn();
    const marginSeconds = Math.min(this.options.renewBeforeSeconds, livesSeconds / 2);
    this.token = { value, until: this.now() + (livesSeconds - marginSeconds) * 1_000 };
    return value;
  }
}
