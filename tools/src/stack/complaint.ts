/** What went wrong and what to do about it, in a sentence for whoever runs the command; shown without a stack. */
export class Complaint extends Error {
  override readonly name = 'Complaint';

  constructor(
    sentence: string,
    /** 1 for what failed, 2 for what was set wrongly. */
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(sentence);
  }
}

/** Tells the person at the terminal how far we are. */
export type Say = (words: string) => void;

/** What an unknown thrown thing has to say. */
export const wordsOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
