import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFolder } from '../docker/docker.js';
import { repositoryRoot } from '../stack/folders.js';
import { serverImages } from '../stack/choice.js';
import { kafkaJars } from '../stack/kafka-jars.js';
import { make, put } from './debian.js';
import type { StandIn } from './stand-in.js';

const modules = 'java.se,jdk.management,jdk.unsupported,jdk.crypto.ec,jdk.zipfs';
/** The user of apache/kafka. */
const appuser = '1000:1000';
const ours = ['opt/kafka', 'var/lib/kafka', 'etc/kafka', 'mnt/shared'];

/** Debian with a Java of the modules that Kafka needs, and Kafka's jars. */
export const kafkaStandIn: StandIn = {
  image: serverImages.kafka,
  needs: [{ program: 'jlink', package: 'openjdk-17-jdk-headless' }],
  fill: async (root, { cache, say }) => {
    await make(
      'jlink',
      '--output',
      join(root, 'opt/java'),
      '--strip-debug',
      '--no-man-pages',
      '--add-modules',
      modules,
    );
    put(root, await kafkaJars(cache, say), 'opt/kafka/libs');
    const script = (name: string) => join(repositoryRoot, 'tools', 'stand-ins', name);
    put(root, script('kafka-run'), 'etc/kafka/docker/run');
    for (const folder of ['var/lib/kafka/data', 'mnt/shared/config', 'opt/kafka/config'])
      mkdirSync(join(root, folder), { recursive: true });
    for (const name of ['log4j2.yaml', 'tools-log4j2.yaml'])
      put(root, script('log4j2.yaml'), `etc/kafka/docker/${name}`);
    writeFileSync(join(root, 'etc/kafka/docker/server.properties'), '');
    await make('chown', '-R', appuser, ...ours.map((folder) => join(root, folder)));
  },
  load: (root, image) =>
    importFolder(root, image, [
      'CMD ["/etc/kafka/docker/run"]',
      'ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      `USER ${appuser}`,
      'EXPOSE 9092',
      'VOLUME /var/lib/kafka/data',
    ]),
};
