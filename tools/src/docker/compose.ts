import { Complaint } from '../stack/complaint.js';
import { type Outcome, runTool } from '../tool.js';
import { lastLines } from './docker.js';

/** A project of docker-compose.yml: its containers, networks and volumes bear its name. */
export interface Compose {
  /** Which program it is, and its version. */
  readonly words: string;
  run(...args: readonly string[]): Promise<Outcome>;
  /** The same, where no is no answer. */
  must(...args: readonly string[]): Promise<string>;
  /** The id of the container of a service, also of one that has ended. */
  container(service: string): Promise<string>;
}

/** The Compose plugin of Docker where it is there, else Debian's docker-compose. */
export async function composeOf(
  project: string,
  profiles: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Compose> {
  const program = await programOf();
  const flags = [...program.args, '--project-name', project, ...profiles.flatMap((name) => ['--profile', name])];
  const run = (...args: readonly string[]) => runTool(program.file, [...flags, ...args], env);
  const must = async (...args: readonly string[]) => {
    const { code, said } = await run(...args);
    if (code !== 0) throw new Complaint(`docker compose ${args[0]} failed: ${lastLines(said)}`);
    return said.trim();
  };
  const container = async (service: string) => (await must('ps', '--all', '--quiet', service)).split('\n').at(-1)!;
  return { words: program.words, run, must, container: program.args.length > 0 ? container : oldContainer(must) };
}

/** Debian's lists what has ended too, and knows no `--all` beside `--quiet`. */
const oldContainer = (must: Compose['must']) => async (service: string) =>
  (await must('ps', '--quiet', service)).split('\n').at(-1)!;

async function programOf(): Promise<{ file: string; args: readonly string[]; words: string }> {
  const plugin = await runTool('docker', ['compose', 'version', '--short']);
  if (plugin.code === 0) return { file: 'docker', args: ['compose'], words: `docker compose ${plugin.said.trim()}` };
  const debian = await runTool('docker-compose', ['version', '--short']);
  if (debian.code === 0) return { file: 'docker-compose', args: [], words: `docker-compose ${debian.said.trim()}` };
  throw new Complaint('Docker Compose is missing: install its plugin, or on Debian `apt-get install docker-compose`.');
}
