/**
 * The way in for `npm start`, `npm test` and the rest: needs nothing but Node 20.
 *
 * It installs what is missing, builds what has changed and hands over to Node 24 (the `node` package) with
 * `tools/dist/<command>.js`. Progress goes to standard error, so that standard output belongs to the command.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = 20;
const ownNode = 24;
const commands = [
  'start',
  'test',
  'test-containers',
  'test-deploy',
  'test-k8s',
  'test-upgrade',
  'check',
  'bench',
  'simulate',
  'chaos',
  'images',
  'docs',
  'rebuild',
  'forget-tenant',
];
/** These report a failing build themselves, as one line among others. */
const runsUnbuilt = ['check'];

const bin = join(root, 'node_modules', '.bin');
const nodeOfRepository = join(bin, 'node');
const lockFile = join(root, 'package-lock.json');
const installedLock = join(root, 'node_modules', '.package-lock.json');
const installedDigest = join(root, 'node_modules', '.samsvar-installed');

const say = (line) => process.stderr.write(`${line}\n`);
const seconds = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;

function stopWith(sentence, code = 1) {
  say(sentence);
  process.exit(code);
}

/** Runs a tool without its chatter; what it said is shown only when it fails. Resolves to whether it succeeded. */
function quietly(words, file, args, environment = process.env) {
  const since = Date.now();
  const live = process.stderr.isTTY;
  const tick = live && setInterval(() => process.stderr.write(`\r${words} … ${seconds(since)} `), 500);
  if (!live) say(`${words} …`);
  return new Promise((resolve) => {
    let said = '';
    const child = spawn(file, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('error', (error) => (said += error.message));
    child.on('close', (code) => {
      clearInterval(tick);
      if (live) process.stderr.write('\r\x1b[K');
      if (code !== 0) process.stderr.write(said.endsWith('\n') ? said : `${said}\n`);
      say(`${words}: ${code === 0 ? 'done' : 'failed'} in ${seconds(since)}`);
      resolve(code === 0);
    });
  });
}

const digest = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

/** What is installed is what the lock file says: by digest, or by age where somebody installed by hand. */
function installed() {
  if (!existsSync(installedLock)) return false;
  if (existsSync(installedDigest) && readFileSync(installedDigest, 'utf8') === digest()) return true;
  return statSync(installedLock).mtimeMs >= statSync(lockFile).mtimeMs;
}

function npm(words, ...args) {
  const script = process.env.npm_execpath;
  const quiet = [...args, '--no-audit', '--no-fund', '--loglevel=error'];
  // Sub-processes of `npm start --json` must not take that word for their own.
  const environment = { ...process.env, npm_config_json: '' };
  return script?.endsWith('.js')
    ? quietly(words, process.execPath, [script, ...quiet], environment)
    : quietly(words, 'npm', quiet, environment);
}

async function install() {
  if (installed()) return;
  if (!(await npm('Installing dependencies', 'ci')))
    stopWith('npm ci failed: see above; `npm ci` by itself says more.');
  writeFileSync(installedDigest, digest());
}

function majorOf(node) {
  const asked = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(asked.stdout ?? '')?.[1]);
}

/** Node 24 from npm; where its install script was refused, that one script is run now. */
async function ensureNode() {
  if (majorOf(nodeOfRepository) === ownNode) return;
  await npm(`Fetching Node ${ownNode}`, 'rebuild', 'node');
  if (majorOf(nodeOfRepository) === ownNode) return;
  stopWith(
    `Node ${ownNode} is missing from node_modules: allow the install script of the package "node" ` +
      '(npm config: ignore-scripts=false), delete node_modules and try again.',
  );
}

async function build(command) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // Asking takes a second and spares a line of progress where there is nothing to do.
  const asked = spawnSync(nodeOfRepository, [compiler, '-b', '--dry', '--verbose'], { cwd: root, encoding: 'utf8' });
  if (asked.status === 0 && !/would (build|update)/i.test(asked.stdout)) return;
  if (await quietly('Building', nodeOfRepository, [compiler, '-b'])) return;
  if (!runsUnbuilt.includes(command)) stopWith('The build failed: the lines above say where.');
}

/** Hands over: same terminal, signals passed on, and the command's exit code is ours. */
function handOver(command, args) {
  const script = join(root, 'tools', 'dist', `${command}.js`);
  if (!existsSync(script)) stopWith(`tools/dist/${command}.js is missing: the build did not make it.`);
  const environment = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` };
  const child = spawn(nodeOfRepository, ['--enable-source-maps', script, ...args], {
    cwd: root,
    env: environment,
    // The channel tells the command when this process is gone without a word.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A Ctrl-C reaches the whole foreground group by itself; the command takes two signals at once for one. (The scripts of
  // package.json begin with `exec`: a shell between npm and us ends with 130 on Ctrl-C and keeps other signals to itself.)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const [command, ...args] = process.argv.slice(2);
if (!commands.includes(command)) stopWith(`Unknown command "${command ?? ''}": one of ${commands.join(', ')}.`, 2);
if (majorOf(process.execPath) < oldestNode)
  stopWith(`Samsvar needs Node ${oldestNode} or newer to start; this is ${process.version}.`);

await install();
await ensureNode();
await build(command);
handOver(command, args);
