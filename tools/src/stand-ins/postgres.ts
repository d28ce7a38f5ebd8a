import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFolder } from '../docker/docker.js';
import { repositoryRoot } from '../stack/folders.js';
import { serverImages } from '../stack/choice.js';
import { postgresBinaries } from '../stack/postgres-binaries.js';
import { make, put } from './debian.js';
import type { StandIn } from './stand-in.js';

const home = 'usr/lib/postgresql/18';
const entry = 'usr/local/bin/docker-entrypoint.sh';

/** Debian with the PostgreSQL of the dependencies; `pg_isready`, which that leaves out, comes from Debian's package. */
export const postgresStandIn: StandIn = {
  image: serverImages.postgres,
  needs: [{ program: 'apt-get', package: 'apt' }],
  fill: async (root) => {
    await make('cp', '-a', `${postgresBinaries()}/.`, makeFolder(root, home));
    await make('chmod', '-R', 'a+rX', join(root, home));
    await make('chmod', '-R', 'a+x', join(root, home, 'bin'));
    put(root, join(repositoryRoot, 'tools/stand-ins/postgres-entrypoint'), entry);
    put(root, join(repositoryRoot, 'tools/stand-ins/pg_isready'), 'usr/local/bin/pg_isready');
    await putReady(root);
    await make('chroot', root, 'groupadd', '--gid', '999', 'postgres');
    await make(
      'chroot',
      root,
      'useradd',
      '--uid',
      '999',
      '--gid',
      '999',
      '--home-dir',
      '/var/lib/postgresql',
      'postgres',
    );
    makeFolder(root, 'var/lib/postgresql');
  },
  load: (root, image) =>
    importFolder(root, image, [
      `ENTRYPOINT ["/${entry}"]`,
      'CMD ["postgres"]',
      `ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/${home}/bin`,
      'STOPSIGNAL SIGINT',
      'EXPOSE 5432',
      'VOLUME /var/lib/postgresql',
    ]),
};

function makeFolder(root: string, path: string): string {
  mkdirSync(join(root, path), { recursive: true });
  return join(root, path);
}

async function putReady(root: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'samsvar-client-'));
  try {
    await make('sh', '-c', `cd ${work} && apt-get -qq download postgresql-client-15`);
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'))!;
    await make('dpkg-deb', '-x', join(work, archive), work);
    put(root, join(work, 'usr/lib/postgresql/15/bin/pg_isready'), 'usr/lib/postgresql/client/bin/pg_isready');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
