import { deadPartitions, deadTopicOf, type TopicId, topics } from './topics.js';

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

/** Who says what to whom. A spec of the printed pages compares it with what the services' controllers hear. */
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

/** A topic that has to stand, and with how many partitions: they decide where a key goes. */
export interface TopicNeeded {
  readonly name: string;
  readonly partitions: number;
}

const own = (id: TopicId): TopicNeeded => ({ name: topics[id].name, partitions: topics[id].partitions });
const dead = (id: TopicId): TopicNeeded => ({ name: deadTopicOf(topics[id].name), partitions: deadPartitions });
const ids = Object.keys(topics) as TopicId[];

/** Every topic with its dead topic: what link's API may put messages back on, and looks into. */
export const everyTopic: readonly TopicNeeded[] = ids.flatMap((id) => [own(id), dead(id)]);

/** What a service hears and tells, and where it buries what it cannot hear. */
export function topicsOf(service: string): readonly TopicNeeded[] {
  const { hears, tells } = talkers.find((one) => one.service === service)!;
  const heard = Object.keys(hears) as TopicId[];
  return [...heard.map(own), ...heard.map(dead), ...tells.map(own)];
}
