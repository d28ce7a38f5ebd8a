import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Complaint } from '../stack/complaint.js';
import { type Outcome, runTool } from '../tool.js';

/** Asks the engine through its command line. */
export const docker = (...args: readonly string[]): Promise<Outcome> => runTool('docker', args);

/** The same, where no is no answer. */
export async function mustDocker(...args: readonly string[]): Promise<string> {
  const { code, said } = await docker(...args);
  if (code !== 0) throw new Complaint(`docker ${args.slice(0, 2).join(' ')} failed: ${lastLines(said)}`);
  return said.trim();
}

/** Whether an engine answers. */
export const engineAnswers = async (): Promise<boolean> =>
  (await docker('version', '--format', '{{.Server.Version}}')).code === 0;

/** Whether the engine has an image, without asking any registry. */
export const hasImage = async (image: string): Promise<boolean> => (await docker('image', 'inspect', image)).code === 0;

/** The size of an image with all its layers. */
export const imageBytes = async (image: string): Promise<number> =>
  Number(await mustDocker('image', 'inspect', '--format', '{{.Size}}', image));

/** Makes an image of one layer out of a folder, with more lines of a Dockerfile; needs no other image to begin with. */
export async function importFolder(folder: string, image: string, lines: readonly string[]): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'samsvar-import-'));
  try {
    const packed = await runTool('tar', ['--numeric-owner', '-C', folder, '-cf', join(work, 'root.tar'), '.']);
    if (packed.code !== 0) throw new Complaint(`tar could not pack ${image}: ${lastLines(packed.said)}`);
    writeFileSync(join(work, 'Dockerfile'), ['FROM scratch', 'ADD root.tar /', ...lines, ''].join('\n'));
    await mustDocker('build', '--tag', image, work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The end of what a tool said; the rest is mostly its progress. */
export const lastLines = (said: string, most = 15): string => said.trim().split('\n').slice(-most).join('\n');
