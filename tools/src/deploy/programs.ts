import { spawn } from 'node:child_process';
import { Complaint } from '../stack/complaint.js';

/** How a program ended, and what it said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a program that has to be in the path. */
export function programOf(file: string, purpose: string) {
  return (args: readonly string[], input = ''): Promise<Said> =>
    new Promise((resolve, reject) => {
      const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
      let [out, error] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
      child.on('error', () => reject(new Complaint(`${file} is not in the PATH: it ${purpose}.`)));
      child.on('close', (code) => resolve({ code: code ?? 1, out, error }));
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
}
