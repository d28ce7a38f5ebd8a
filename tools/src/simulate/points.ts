/**
 * Where a process may die or fall asleep: the arrows of reference/correctness.md B.10 that lie in this world, each with
 * its rows there. Whatever is not stored by then is gone.
 */
export const points = {
  listed: { rows: [1], words: 'a listing was answered, nothing of it stored' },
  heard: { rows: [2], words: 'what a listing brought is stored, not published' },
  published: { rows: [3], words: 'something was published, not marked as told' },
  delivered: { rows: [4], words: 'messages were delivered to link, nothing stored' },
  decided: { rows: [5], words: 'what link decided is stored, its offset not moved' },
  deciding: { rows: [6], words: 'link has decided, and stores it while another decider may have' },
  commanded: { rows: [8], words: 'a command was received, no attempt noted' },
  attempted: { rows: [7, 8], words: 'the attempt is noted, the offset of its command not moved' },
  noted: { rows: [9], words: 'what goes out is noted, nobody has asked yet whether it may still go' },
  leaving: { rows: [9, 20], words: 'it may go, no bytes have left' },
  applied: { rows: [10, 16], words: 'the system has carried it out, the answer not read' },
  answered: { rows: [12], words: 'the answer was read, nothing of it stored' },
  settled: { rows: [13], words: 'the outcome is stored, not published' },
} as const;

export type Point = keyof typeof points;
export const pointNames = Object.keys(points) as readonly Point[];
