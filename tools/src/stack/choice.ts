import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Complaint } from './complaint.js';
import { isInVolume } from './container-names.js';
import { kafkaVersion } from './kafka-version.js';

/** What servers of ours run as; not said: as containers where an engine has the image, else as processes. */
export type ServerKind = 'processes' | 'containers';

/** The images of the servers, as docker-compose.yml names them. */
export const serverImages = { kafka: `apache/kafka:${kafkaVersion}`, postgres: 'postgres:18' } as const;

/** Whether the engine has an image, without asking any registry; no engine has none. */
export const engineHas = (image: string): boolean => spawnSync('docker', ['image', 'inspect', image]).status === 0;

/** What decides how a server is run. */
export interface Circumstances {
  readonly wanted: ServerKind | undefined;
  readonly image: string;
  readonly folder: string;
  /** What shows that a process of an earlier run keeps its data here. */
  readonly keptFile: string;
  readonly has?: (image: string) => boolean;
}

/** As told; else as what is kept already was run, where its data lies; else as a container where one can be had. */
export function kindOf({ wanted, image, folder, keptFile, has = engineHas }: Circumstances): ServerKind {
  if (wanted === 'processes') return wanted;
  if (wanted === undefined && existsSync(keptFile)) return 'processes';
  if (has(image)) return 'containers';
  if (wanted === undefined && !isInVolume(folder)) return 'processes';
  throw new Complaint(
    `No engine here has ${image}: start it and pull the image (or make a stand-in: npm run images -- base), ` +
      'or set SAMSVAR_SERVERS=processes to begin anew without an engine.',
  );
}
