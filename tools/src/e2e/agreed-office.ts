import type { TemporaryWishes } from '../temporary.js';
import { agreement, openOffice } from './office.js';
import { hrmCount } from './once.js';
import { People } from './people.js';

/** An office whose records agree, people at work in it, and how many records its HRM had at first. */
export async function openAgreed(wishes: TemporaryWishes) {
  const office = await openOffice(wishes);
  const people = await People.of(office.stack.sandboxUrl);
  const before = await hrmCount(people);
  await office.stack.startProduct();
  const { agreed } = await agreement(office, 120_000);
  if (!agreed) throw new Error('the office does not agree within two minutes');
  return { office, people, before };
}
