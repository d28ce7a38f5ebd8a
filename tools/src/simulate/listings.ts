import type { ContactRole, Resource as ResourceName } from '@samsvar/contracts';
import { Forbidden, type Reading, rolesOf } from '@samsvar/connector';
import type { SimResource } from './listed.js';
import { isGuarded } from './guarded.js';
import { readingOf } from './hrm-end.js';
import type { Random } from './random.js';
import type { SimConnector } from './sim-connector.js';
import type { World } from './world.js';

type Role = ContactRole | undefined;

/** One resource to poll: whose it is, and how its system lists it. */
interface Place {
  readonly connector: SimConnector;
  readonly resource: SimResource;
  readonly list: (role: Role, now: number) => readonly Reading[];
}

/** What polls bring: listings as each system answers them, with what may be wrong about them. */
export class Listings {
  constructor(private readonly world: World) {}

  private polls = 0;

  /** What each resource was last said to hold. */
  private readonly claimed = new Map<ResourceName, string>();

  /** Some of what may be listed; resources of PowerOffice Go are polled apart. */
  async poll(random: Random): Promise<void> {
    const [pogo, hrm] = [this.pogoPlaces(), this.hrmPlaces()];
    for (const place of random.chance(0.5) ? pogo : [random.pick(pogo)]) await this.pollOne(place);
    for (const place of hrm) await this.pollOne(place);
  }

  async pollAll(): Promise<void> {
    for (const place of [...this.pogoPlaces(), ...this.hrmPlaces()]) await this.pollOne(place);
  }

  private pogoPlaces(): readonly Place[] {
    const connector = this.world.connectors.powerofficego;
    const { pogo } = this.world;
    return connector.resources.map((resource) => ({
      connector,
      resource,
      list: (role, now) => pogo.list(resource.name, role, now),
    }));
  }

  private hrmPlaces(): readonly Place[] {
    const connector = this.world.connectors.customhrm;
    const { hrm } = this.world;
    return connector.resources.map((resource) => ({
      connector,
      resource,
      list: () => hrm.list(resource.name).map(readingOf),
    }));
  }

  /**
   * A first time, and when there are others than were claimed, by two listings that must agree; else as it comes. Roles
   * are listed apart, each by some replica.
   */
  private async pollOne(place: Place): Promise<void> {
    const isOther = this.claimed.get(place.resource.name) !== setOf(place.list(undefined, this.world.now));
    if (isOther || place.connector.awaits(place.resource)) return this.scan(place);
    const lists: (readonly Reading[] | undefined)[] = [];
    for (const role of rolesListed(place.resource.name)) lists.push(await this.heardWhole(place, role));
    if (lists.every((list) => list !== undefined)) await this.seek(place, lists.flat() as readonly Reading[]);
  }

  /** Whom a complete listing misses is looked for by id. */
  private seek({ connector, resource }: Place, readings: readonly Reading[]): Promise<void> {
    const listed = new Map<string, readonly ContactRole[]>();
    for (const { id, values } of readings) listed.set(id, [...(listed.get(id) ?? []), ...(rolesOf(values) ?? [])]);
    return connector.seek(resource, listed);
  }

  /** The rows a listing named; nothing where it could not be heard whole. */
  private async heardWhole({ connector, resource, list }: Place, role: Role): Promise<readonly Reading[] | undefined> {
    const begunAt = this.world.now;
    const readings = this.answered(() => list(role, begunAt));
    const pollId = isGuarded(this.world.seed) ? `poll-${String(++this.polls).padStart(9, '0')}` : undefined;
    if (!readings || !(await connector.hear({ resource, readings, begunAt, pollId }))) return undefined;
    return readings;
  }

  /**
   * Complete is what two listings agree on, each with all roles side by side. A row left out of both is nobody's to
   * notice (agreement-model.md, R6), so the second leaves out none. Where replicas differ it is listed another time:
   * what is remembered is what was claimed.
   */
  private async scan(place: Place): Promise<void> {
    const { resource, connector, list } = place;
    const readings = await this.heardWhole(place, undefined);
    const heard = readings && namesOf(readings);
    const again = namesOf(list(undefined, this.world.now));
    if (!heard || again.some((name) => !heard.includes(name)) || heard.some((name) => !again.includes(name))) return;
    const ids = [...new Set(heard)];
    if (setOf(list(undefined, this.world.now)) !== setOf(readings!)) return;
    this.claimed.set(resource.name, setOf(readings!));
    await this.seek(place, readings!);
    await connector.claim(resource, ids);
  }

  /** A listing as it arrives; nothing while the system lets nobody in. */
  private answered(list: () => readonly Reading[]): readonly Reading[] | undefined {
    const { faults, air } = this.world;
    try {
      air.mayEnter();
    } catch (error) {
      if (error instanceof Forbidden) return undefined;
      throw error;
    }
    let readings = list();
    if (readings.length === 0) return readings;
    if (faults.strikes('emptyList')) return [];
    if (faults.strikes('rowSkipped')) readings = readings.toSpliced(faults.size('rowSkipped', readings.length), 1);
    if (readings.length > 0 && faults.strikes('rowRepeated'))
      readings = [...readings, readings[faults.size('rowRepeated', readings.length)]!];
    return readings;
  }
}

const setOf = (readings: readonly Reading[]): string => [...new Set(namesOf(readings))].sort().join();
const namesOf = (readings: readonly Reading[]): readonly string[] => readings.map(({ id }) => id);

/** The roles a resource is listed by; `undefined`: by none. */
const rolesListed = (resource: ResourceName): readonly Role[] =>
  resource === 'contact' ? ['employee', 'customer'] : [undefined];
