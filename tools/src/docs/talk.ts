import type { TopicId } from '@samsvar/contracts';

/** A service on the bus: what it hears, as which consumer groups, and what it tells. */
export interface Talker {
  readonly service: string;
  readonly hears: Readonly<Partial<Record<TopicId, string>>>;
  readonly tells: readonly TopicId[];
}

const connector = (system: 'powerofficego' | 'customhrm'): Talker => ({
  service: `${system}-connector`,
  hears: {
    [`commands.native.${system}`]: `${system}-connector`,
    [`commands.native.${system}.bulk`]: `${system}-connector-bulk`,
  },
  tells: [`records.native.${system}`],
});

/** Who says what to whom. `docs.spec.ts` compares it with what the services' controllers hear. */
export const talkers: readonly Talker[] = [
  connector('powerofficego'),
  connector('customhrm'),
  {
    service: 'mapping',
    hears: {
      'records.native.powerofficego': 'mapping',
      'records.native.customhrm': 'mapping',
      'commands.canonical': 'mapping',
      'commands.canonical.bulk': 'mapping',
    },
    tells: [
      'records.canonical',
      'commands.native.powerofficego',
      'commands.native.powerofficego.bulk',
      'commands.native.customhrm',
      'commands.native.customhrm.bulk',
    ],
  },
  {
    service: 'link',
    hears: { 'records.canonical': 'link' },
    tells: ['commands.canonical', 'commands.canonical.bulk', 'links', 'operator'],
  },
];
