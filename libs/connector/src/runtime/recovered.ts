import { recover } from '../record/recover.js';
import type { Trial } from './execute.js';
import { lookAt, update } from './execute.js';
import type { Look, Outcome } from './outcome.js';

/** Bytes may have left and nothing was heard: read, compare value and version, then decide (correctness.md B.7). */
export async function recovered(trial: Trial, looks: Look[]): Promise<Outcome> {
  const { attempt, resource } = trial;
  const { command, note } = attempt;
  if (!note) return update(trial, looks);
  const look = await lookAt(trial, command.ref!);
  if (!look) return { attempt, looks, end: 'gone' };
  const found = recover(
    { values: command.values, sent: note.sent, before: note.before, ...(command.role && { role: command.role }) },
    look.reading,
    resource,
  );
  const isDone = found.recovery === 'done';
  if (isDone && note.inherited) return goneOn(trial, looks, { look, sent: note.sent });
  if (isDone) return { attempt, looks, end: 'done', stored: look, sent: note.sent };
  if (found.recovery === 'stale') return { attempt, looks: [look], end: 'stale', ambiguous: found.ambiguous };
  looks.push(look);
  return update(trial, looks);
}

/**
 * The write whose place this one took was applied; what that one had not asked for is still to be written. Whatever
 * comes of it, what was sent then is ours.
 */
async function goneOn(
  trial: Trial,
  looks: Look[],
  { look, sent }: { readonly look: Look; readonly sent: readonly string[] },
): Promise<Outcome> {
  looks.push(look);
  const rest = await update(trial, looks);
  if (rest.end === 'same') return { ...rest, end: 'done', stored: look, sent };
  if (rest.end === 'done') return { ...rest, sent: [...new Set([...sent, ...rest.sent])] };
  return rest.end === 'stale' ? { ...rest, ambiguous: [...new Set([...sent, ...(rest.ambiguous ?? [])])] } : rest;
}
