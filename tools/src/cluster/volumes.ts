import { Complaint } from '../stack/complaint.js';
import { kubectl, namespace } from './kubectl.js';

const wanted = ['kafka', 'postgres', 'sandbox'];
const place = 'samsvar-volumes';

interface Listed {
  readonly items: readonly { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } }[];
}

/** Refuses a cluster whose volumes nobody would make. */
export async function requireVolumes(): Promise<void> {
  const [classes, volumes] = await Promise.all([listOf('storageclasses'), listOf('persistentvolumes')]);
  const byItself = classes.items.some(
    ({ metadata }) => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
  );
  if (byItself || volumes.items.length >= wanted.length) return;
  throw new Complaint(
    'The cluster has no default storage class, so volumes would not be made: name one, ' +
      'or, on a cluster of one node that is thrown away, let folders of the node do: -- --node-folders /PATH.',
  );
}

const listOf = async (kind: string): Promise<Listed> =>
  JSON.parse(await kubectl(['get', kind, '-o', 'json'])) as Listed;

/** Makes the folders, open to whoever runs in a pod: Kubernetes changes no rights of a folder of the node. */
const folderJob = (path: string) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'folders', namespace: place },
  spec: {
    template: {
      spec: {
        restartPolicy: 'OnFailure',
        automountServiceAccountToken: false,
        containers: [
          {
            name: 'folders',
            image: 'samsvar/sandbox:0.1.0',
            args: ['-e', makeFolders, ...wanted.map((name) => `${path}/${name}`)],
            securityContext: { runAsUser: 0 },
            volumeMounts: [{ name: 'node', mountPath: path }],
          },
        ],
        volumes: [{ name: 'node', hostPath: { path, type: 'DirectoryOrCreate' } }],
      },
    },
  },
});
const makeFolders =
  'for (const f of process.argv.slice(1)) (fs.rmSync(f, { recursive: true, force: true }), fs.mkdirSync(f), ' +
  'fs.chmodSync(f, 0o777))';

const volume = (path: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: `samsvar-${name}` },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '4Gi' },
    claimRef: { namespace, name: `data-${name}-0` },
    persistentVolumeReclaimPolicy: 'Retain',
    hostPath: { path: `${path}/${name}` },
  },
});

/** Volumes that are folders of the one node there is. For tests alone. */
export async function makeNodeFolders(path: string): Promise<void> {
  const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: place } };
  const volumes = wanted.map((name) => volume(path, name));
  const list = { apiVersion: 'v1', kind: 'List', items: [space, folderJob(path), ...volumes] };
  await kubectl(['apply', '-f', '-'], JSON.stringify(list));
  await kubectl(['-n', place, 'wait', '--for=condition=complete', 'job/folders', '--timeout=120s']);
}

/** Takes those volumes away, with what is known of them. */
export async function removeNodeFolders(): Promise<void> {
  await kubectl(['delete', 'namespace', place, '--ignore-not-found', '--wait=false']);
  await kubectl(['delete', 'persistentvolume', ...wanted.map((name) => `samsvar-${name}`), '--ignore-not-found']);
}
