import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Complaint, type Say, wordsOf } from './complaint.js';
import { ensureJava } from './java.js';
import { kafkaVersion } from './kafka-version.js';

/** The whole broker is one dependency; its logging needs a binding, and the simplest is enough (stack.md 6.2). */
const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>samsvar</groupId>
  <artifactId>kafka</artifactId>
  <version>${kafkaVersion}</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${kafkaVersion}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

/** The folder with Kafka's jars, fetched by Maven the first time and kept in the cache for all clones. */
export async function kafkaJars(cache: string, say: Say): Promise<string> {
  const folder = join(cache, `kafka-${kafkaVersion}`);
  const ready = existsSync(folder);
  ensureJava({ maven: !ready }, say);
  if (!ready) await fetchInto(folder, cache, say);
  return folder;
}

/** Into a folder of its own, then renamed: whoever finds the name finds all of it, also beside another first start. */
async function fetchInto(folder: string, cache: string, say: Say): Promise<void> {
  say(`Fetching Kafka ${kafkaVersion} from Maven Central (44 MB, kept in the cache) …`);
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetching-'));
  try {
    writeFileSync(join(work, 'pom.xml'), pom);
    const goal = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'libs')}`];
    await promisify(execFile)('mvn', goal, { cwd: work });
    if (!existsSync(folder)) renameSync(join(work, 'libs'), folder);
  } catch (thrown) {
    throw new Complaint(`Maven could not fetch Kafka ${kafkaVersion}; is Maven Central reachable? ${wordsOf(thrown)}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
