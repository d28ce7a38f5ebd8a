import { releasedCommit } from '../docs/released.js';
import { Complaint } from '../stack/complaint.js';

/** Asks git about this repository; a code other than 0 is a no. */
export type Git = (...words: readonly string[]) => Promise<{ readonly code: number; readonly said: string }>;

/**
 * The commit that is upgraded from: the one that was named, else the newest release before this version that has a
 * tag, else the one that stands for the last release. Where it is not there, that is said with what to do.
 */
export async function earlierCommit(git: Git, named?: string): Promise<string> {
  const inside = await git('rev-parse', '--is-shallow-repository');
  if (inside.code !== 0)
    throw new Complaint(
      'The earlier version is taken from the history of this repository, and git finds none here ' +
        `(${inside.said.trim()}): use a clone.`,
    );
  const wanted = named ?? (await lastTag(git)) ?? releasedCommit;
  const found = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${wanted}^{commit}`);
  if (found.code === 0) return found.said.trim();
  const remedy =
    inside.said.trim() === 'true'
      ? 'which is shallow: git fetch --unshallow --tags brings the rest'
      : 'so git fetch it first, or name another: npm run test:upgrade -- --from COMMIT';
  throw new Complaint(`The version to upgrade from, ${wanted}, is not in this clone, ${remedy}.`);
}

/** The newest tag of a release before this commit: one on the commit itself is this version. */
async function lastTag(git: Git): Promise<string | undefined> {
  const { code, said } = await git('describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*', 'HEAD^');
  return code === 0 ? said.trim() : undefined;
}
