import type { Values } from '@samsvar/contracts';
import { said } from './rule.js';

/**
 * Names before the `@` that belong to a function and not to a person: twenty contact persons may share them
 * (reference/flow-semantics.md 4.2).
 */
const shared = new Set(
  (
    'post postmottak epost e-post mail mailbox info information ' +
    'faktura fakturamottak invoice invoices billing regnskap ' +
    'okonomi økonomi accounting accounts lonn lønn payroll kontakt contact firmapost firma office kontor admin ' +
    'administrasjon administrator hr personal salg sales ordre order orders bestilling ' +
    'innkjop innkjøp support service ' +
    'kundeservice kunde hjelp help helpdesk resepsjon resepsjonen reception sentralbord styret booking ' +
    'marked marketing ' +
    'drift it ikt teknisk lager verksted butikk noreply no-reply ikke-svar webmaster hostmaster postmaster'
  ).split(' '),
);

/**
 * Whether an e-mail address is a function's mailbox rather than a person's. A tag (`post+x@`) or digits do not hide
 * it.
 */
export function isSharedMailbox(address: string): boolean {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase().replace(/\+.*$/, '');
  return shared.has(local) || shared.has(local.replace(/[._-]?\d+$/, ''));
}

/** A personal e-mail address without case; undefined when there is none or when several people read it. */
export function personalMail(values: Values): string | undefined {
  const address = said(values, 'email')?.trim().toLowerCase();
  return address === undefined || !address.includes('@') || isSharedMailbox(address) ? undefined : address;
}
