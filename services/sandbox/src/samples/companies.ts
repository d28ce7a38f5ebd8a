import type { Contact, Values } from '../powerofficego/record.js';
import { asciiOf, organizationNumbers, phoneNumbers, spelledPhone } from './norwegian.js';
import type { Random } from './random.js';
import { idsOf, rows } from './sample.js';
import type { Making, Row } from './sample.js';
import { companyForms, placeNames, trades } from './words.js';

/** A company of the sample, customer or supplier; both names and numbers are nobody else's. */
interface Company {
  readonly name: string;
  readonly domain: string;
  readonly number: string;
  readonly phone: string;
}

function* companies({ random, companyNames: taken }: Making, prefix: '22' | '55'): Generator<Company, never> {
  const [numbers, phones] = [organizationNumbers(), phoneNumbers(prefix, 1)];
  const skip = prefix === '55' ? 20_011 : random.below(500);
  for (let skipped = 0; skipped < skip; skipped++) numbers.next();
  for (;;) {
    const stem = `${random.pick(placeNames)} ${random.pick(trades)}`;
    const second = `${stem} ${random.pick(placeNames)}`;
    const bare = !taken.has(stem) ? stem : !taken.has(second) ? second : `${second} ${taken.size}`;
    taken.add(bare);
    const name = `${bare} ${random.pick(companyForms)}`;
    const phone = spelledPhone(random, phones.next().value);
    yield { name, domain: `${asciiOf(bare)}.example`, number: numbers.next().value, phone };
  }
}

/** Customers that are companies. */
export function companiesOf(making: Making): Row<Contact>[] {
  const { plan, random } = making;
  const ids = idsOf(plan);
  const source = companies(making, '22');
  return rows(plan.companies, (index, oddity): Contact => {
    const company = source.next().value;
    const foreign = oddity === undefined && !plan.companies.twins.has(index) && random.chance(0.03);
    const home = random.chance(0.9) ? making.contactAddress() : null;
    const email = random.chance(0.85) ? `post@${company.domain}` : undefined;
    const shared = {
      Name: company.name,
      ...(oddity === 'refused' ? { EmailAddress: 'ikke oppgitt' } : email ? { EmailAddress: email } : {}),
      ...(random.chance(0.85) ? { PhoneNumber: company.phone } : {}),
      IsArchived: random.chance(0.04),
      IsPerson: false,
    };
    const values = { ...business(random, company, foreign), Number: 10_000 + index };
    return {
      id: ids.company(index),
      created: making.stamps().created,
      shared,
      address: foreign && home ? { ...home, CountryCode: 'SE', ZipCode: '411 06', City: 'Göteborg' } : home,
      roles: { customer: making.role({ ...values, ...salesPerson(making), ...retired(random) }) },
    };
  });
}

const business = (random: Random, { name, domain, number }: Company, foreign: boolean): Values => ({
  LegalName: name,
  ...(foreign ? { OrganizationNumber: `SE55${number}` } : spelledNumber(random, number)),
  ...(random.chance(0.7) ? { WebsiteUrl: random.pick([`www.${domain}`, `https://www.${domain}/`, domain]) } : {}),
  ...(random.chance(0.08) ? { ExternalImportReference: `LEGACY-${number}` } : {}),
});

function spelledNumber(random: Random, number: string): Values {
  if (random.chance(0.06)) return {};
  const parts = number.replace(/(...)(?=.)/g, '$1 ');
  return { OrganizationNumber: random.chance(0.1) ? parts : random.chance(0.05) ? `${parts} MVA` : number };
}

const salesPerson = ({ plan, random }: Making): Values =>
  plan.employees.count > 0 && random.chance(0.2)
    ? { SalesPersonEmployeeId: idsOf(plan).employee(random.below(Math.ceil(plan.employees.count / 7))) }
    : {};

/** A customer no more, though its contact lives on. */
const retired = (random: Random): Values => (random.chance(0.01) ? { IsActive: false } : {});

/** Suppliers are no row of the five resources, but their contact persons are. */
export function suppliersOf(making: Making): Row<Contact>[] {
  const { plan } = making;
  const ids = idsOf(plan);
  const source = companies(making, '55');
  return rows({ count: plan.suppliers, odd: new Map(), twins: new Set() }, (index): Contact => {
    const company = source.next().value;
    return {
      id: ids.supplier(index),
      created: making.stamps().created,
      shared: { Name: `${company.name}`, EmailAddress: `post@${company.domain}`, IsArchived: false, IsPerson: false },
      address: making.contactAddress(),
      roles: { supplier: making.role({ Number: 20_000_000 + index, OrganizationNumber: company.number }) },
    };
  });
}
