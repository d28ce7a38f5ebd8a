import type { Address } from '../powerofficego/record.js';
import { asciiOf, phoneNumbers, spelledPhone } from './norwegian.js';
import type { Random } from './random.js';
import { firstNames, lastNames, places, streets } from './words.js';

/** Someone in the sample; what nobody knows about them is null. */
export interface Person {
  readonly firstName: string;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly birthDate: string | null;
}

/** Makes people, no two with one e-mail address or phone number. */
export class People {
  readonly #phones: Generator<string, never>;
  readonly #addresses = new Map<string, number>();

  constructor(
    private readonly random: Random,
    seed: number,
  ) {
    this.#phones = phoneNumbers('9', (seed * 7919) % 1_000_000);
  }

  /** `domain` is where they get their mail; about one in seven lacks an e-mail address, a phone or a birth date. */
  next(domain: string): Person {
    const { random } = this;
    const firstName = random.pick(firstNames);
    const lastName = random.chance(0.08)
      ? `${random.pick(lastNames)} ${random.pick(lastNames)}`
      : random.pick(lastNames);
    return {
      firstName: random.chance(0.12) ? `${firstName} ${random.pick(firstNames)}` : firstName,
      lastName,
      email: random.chance(0.88) ? this.email(firstName, lastName, domain) : null,
      phone: random.chance(0.86) ? this.phone() : null,
      birthDate: random.chance(0.9) ? dateBetween(random, 1955, 2003) : null,
    };
  }

  email(firstName: string, lastName: string, domain: string): string {
    const local = `${asciiOf(firstName)}.${asciiOf(lastName)}`;
    const count = (this.#addresses.get(`${local}@${domain}`) ?? 0) + 1;
    this.#addresses.set(`${local}@${domain}`, count);
    return `${local}${count > 1 ? count : ''}@${domain}`;
  }

  /** A number nobody else has; one in a hundred is no number at all, as free text goes. */
  phone(): string {
    const number = this.#phones.next().value;
    return this.random.chance(0.01) ? 'ring resepsjonen' : spelledPhone(this.random, number);
  }
}

export const dateBetween = (random: Random, from: number, to: number): string =>
  new Date(Date.UTC(from + random.below(to - from + 1), random.below(12), 1 + random.below(28)))
    .toISOString()
    .slice(0, 10);

/** An address as PowerOffice Go holds it, without the id and stamp a contact's has. */
export function address(random: Random): Address {
  const [ZipCode, City] = random.pick(places);
  return {
    AddressLine1: `${random.pick(streets)} ${1 + random.below(120)}${random.chance(0.15) ? 'B' : ''}`,
    AddressLine2: random.chance(0.12) ? `Postboks ${100 + random.below(900)}` : null,
    ZipCode,
    City,
    CountryCode: 'NO',
  };
}
