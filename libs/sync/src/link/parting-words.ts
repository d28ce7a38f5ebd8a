/** What a person reads about a record that is gone, by reason code: what happened, and what can be done. */
export const partingWords = {
  'deleted-edited':
    'The record was deleted in one system and edited in the other. The edited record was left as it is. Restore the ' +
    'deleted one, or decide whether the other is deactivated or kept.',
  'returned-changed':
    'The record was deactivated because its counterpart had been deleted, and was changed since. The counterpart is ' +
    'back; decide whether it is active again.',
  'gone-asks':
    'The record was deleted in the HRM. A customer or contact in PowerOffice Go is not archived by itself: restore ' +
    'the HRM record, or decide whether the other is deactivated or kept.',
  'role-ended':
    'The employee was removed in PowerOffice Go and lives on as a customer. Decide whether the HRM record is ' +
    'deactivated, or kept as the customer’s.',
  'returned-alone':
    'The record was deleted in both systems and is back in one of them. It is not made again in the other by itself: ' +
    'restore that one too, or decide whether this one is deactivated or kept.',
  'kept-apart': 'Its counterpart is gone, and a person chose to leave this record as it is.',
  gone: 'Its counterpart was deleted, so this record is inactive.',
} as const;
