import { linkIdOf, type LinkTold, type OperatorDecided, type RecordRef, recordKey } from '@samsvar/contracts';

const founding: RecordRef = { tenant: 'default', system: 'powerofficego', resource: 'departments', id: '4711' };
const linkId = linkIdOf(founding, 'department');
const counterpart = recordKey({ tenant: 'default', system: 'customhrm', resource: 'department', id: 'd-17' });

const linkTold: LinkTold = {
  tenant: 'default',
  linkId,
  kind: 'department',
  flows: ['departments-department'],
  state: 'agree',
  events: [
    { event: 'WriteSettled', version: 9, member: counterpart, fields: ['name'] },
    { event: 'MemberAgreed', version: 10, member: counterpart, fields: ['name'] },
  ],
};
const operatorDecided: OperatorDecided = {
  tenant: 'default',
  decision: 'acceptProposal',
  who: 'kari',
  why: 'the same department, by its number',
  about: [linkId],
};

/** What messages for others look like: invented, of the shape that is told. */
export const examples: Readonly<Record<string, { readonly subject: string; readonly data: object }>> = {
  LinkTold: { subject: linkId, data: linkTold },
  OperatorDecided: { subject: 'default', data: operatorDecided },
};
