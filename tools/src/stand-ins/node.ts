import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFolder } from '../docker/docker.js';
import { nodeOfRepository } from '../stack/folders.js';
import { make, put } from './debian.js';
import type { StandIn } from './stand-in.js';

const certificates = '/etc/ssl/certs/ca-certificates.crt';
/** The major version that comes with Node 24. */
const npm = 'npm@11';

/** Debian with the Node that the repository brings, and npm. */
export const nodeStandIn: StandIn = {
  image: 'node:24-bookworm-slim',
  needs: [],
  fill: async (root) => {
    put(root, nodeOfRepository, 'usr/local/bin/node');
    const work = mkdtempSync(join(tmpdir(), 'samsvar-npm-'));
    try {
      await make('npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', work, npm);
      mkdirSync(join(root, 'usr/local/lib/node_modules'), { recursive: true });
      await make('cp', '-a', join(work, 'node_modules', 'npm'), join(root, 'usr/local/lib/node_modules/npm'));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
    // Where this machine reaches the registry through certificates of its own, so does what is built on it.
    if (!existsSync(certificates)) return;
    put(root, certificates, certificates);
    mkdirSync(join(root, 'usr/local/etc'), { recursive: true });
    writeFileSync(join(root, 'usr/local/etc/npmrc'), `cafile=${certificates}\n`);
  },
  load: (root, image) => importFolder(root, image, ['CMD ["node"]']),
};
