import type { System } from '@samsvar/contracts';
import type { Air } from './air.js';
import type { Faults } from './faults.js';
import type { HrmEnd } from './hrm-end.js';
import type { Mutation } from './mutation.js';
import type { PogoEnd } from './pogo-end.js';
import type { Processes } from './process.js';
import { resourceNames } from './resource-names.js';
import { SimConnector } from './sim-connector.js';
import { SimHrmResource } from './sim-hrm-resource.js';
import type { SimLink } from './sim-link.js';
import { SimPogoResource } from './sim-pogo-resource.js';

/** What connectors have to do with in their world. */
export interface Surroundings {
  readonly air: Air;
  readonly pogo: PogoEnd;
  readonly hrm: HrmEnd;
  readonly link: SimLink;
  readonly faults: Faults;
  readonly processes: Processes;
  readonly mutation: Mutation;
  readonly now: () => number;
}

/** The connector of each system, with all that can be listed there. */
export function connectorsOf(at: Surroundings): Readonly<Record<System, SimConnector>> {
  const { air, pogo, hrm, link, faults, processes, mutation, now } = at;
  const { abilities } = mutation;
  const resources = {
    powerofficego: resourceNames.powerofficego.map((name) => new SimPogoResource(name, air, pogo, abilities)),
    customhrm: resourceNames.customhrm.map((name) => new SimHrmResource(name, air, hrm, abilities)),
  };
  const connector = (system: System) =>
    new SimConnector({
      ...{ system, resources: resources[system], commands: link.commands[system], now, faults, processes, mutation },
      tell: (told) => link.tell(told),
    });
  return { powerofficego: connector('powerofficego'), customhrm: connector('customhrm') };
}
