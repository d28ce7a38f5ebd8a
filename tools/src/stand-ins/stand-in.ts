import type { Say } from '../stack/complaint.js';

/** What a stand-in may use while it is made. */
export interface Bench {
  readonly cache: string;
  readonly say: Say;
}

/** An image of the same name and manners as one from a registry, made on this machine. */
export interface StandIn {
  readonly image: string;
  /** Programs it is made with, besides debootstrap, and the Debian packages that have them. */
  readonly needs: readonly { readonly program: string; readonly package: string }[];
  /** Puts into a smallest Debian what makes it this image. */
  fill(root: string, bench: Bench): Promise<void>;
  /** Gives the engine the image. */
  load(root: string, image: string): Promise<void>;
}
