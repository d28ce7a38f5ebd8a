import type { Category, Scalar, Values } from '@samsvar/contracts';
import type { Asked, LinkState, Member } from './state.js';
import { noMember } from './state.js';

/**
 * A link's state as it is stored: values stand once per link. What a member says is kept as its difference from what is
 * agreed, its base as its difference from what it says; a difference is the fields that are other and those not there.
 */
type Difference = readonly [Values, (readonly string[])?];
interface PackedMember extends Omit<Partial<Member>, 'said' | 'base' | 'asked'> {
  readonly asked?: PackedAsked;
  readonly s?: Difference;
  readonly b?: Difference;
}
/** The category of the link is `as` here: so version 0.1.0 stores it, which reads what is stored beside this one. */
type PackedAsked = Omit<Asked, 'linkCategory'> & { readonly as?: Category };
export type PackedLink = Omit<LinkState, 'members'> & { readonly members: Readonly<Record<string, PackedMember>> };

/** The state in its stored form. */
export const pack = (state: LinkState): PackedLink => ({
  ...state,
  members: Object.fromEntries(
    Object.entries(state.members).map(([key, member]) => [key, packMember(member, state.agreed)]),
  ),
});

/** The state a stored form stands for. */
export const unpack = (packed: PackedLink): LinkState => ({
  ...packed,
  members: Object.fromEntries(
    Object.entries(packed.members).map(([key, member]) => [key, unpackMember(member, packed.agreed)]),
  ),
});

function packMember({ said, base, ...rest }: Member, agreed: Values): PackedMember {
  const named = { ...rest, asked: rest.asked && (renamed(rest.asked, 'linkCategory', 'as') as PackedAsked) };
  const kept = Object.fromEntries(Object.entries(named).filter(([name, value]) => !isDefault(name, value)));
  const s = difference(agreed, said);
  const b = difference(said, base);
  return { ...kept, ...(s && { s }), ...(b && { b }) };
}

function unpackMember({ s, b, ...rest }: PackedMember, agreed: Values): Member {
  const said = apply(agreed, s);
  const { asked } = rest;
  const named = { ...rest, ...(asked && { asked: renamed(asked, 'as', 'linkCategory') }) } as Partial<Member>;
  return { ...noMember, ...named, said, base: apply(said, b) };
}

/** Everything in its place: stored forms are compared byte for byte. */
const renamed = (of: object, from: string, to: string): object =>
  from in of ? Object.fromEntries(Object.entries(of).map(([name, value]) => [name === from ? to : name, value])) : of;

/** Whether a member has this by default: every default is nothing, an empty list or an empty record. */
function isDefault(name: string, value: unknown): boolean {
  const usual = noMember[name as keyof Member];
  if (value === usual) return true;
  if (typeof value !== 'object' || value === null || typeof usual !== 'object') return false;
  return Object.keys(value).length === 0;
}

/** In the order of names: which way a state was come to (told from its events, or gone on with) leaves no trace. */
function difference(from: Values, to: Values): Difference | undefined {
  const other = Object.keys(to).filter((field) => to[field] !== from[field]);
  const absent = Object.keys(from).filter((field) => to[field] === undefined);
  if (absent.length === 0 && other.length === 0) return undefined;
  const values = Object.fromEntries(other.sort().map((field) => [field, to[field]!]));
  return absent.length === 0 ? [values] : [values, absent.sort()];
}

function apply(from: Values, by: Difference | undefined): Values {
  if (!by) return from;
  const values: Record<string, Scalar> = { ...from, ...by[0] };
  for (const field of by[1] ?? []) delete values[field];
  return values;
}
