import { cpus, release, totalmem } from 'node:os';
import { type FirstLoad, firstLoad } from './bench/first-load.js';
import { benchWishesOf } from './bench/words.js';
import { command } from './command.js';
import { Complaint } from './stack/complaint.js';
import { Stack } from './stack.js';
import { flowTable } from './start/report.js';
import { stepsOn } from './steps.js';
import { onStop } from './stopping.js';
import { tableOf } from './table.js';
import { temporaryPlace } from './temporary.js';

const withinMs = 15 * 60_000;

const machine = () => {
  const all = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const date = new Date().toISOString().slice(0, 10);
  const processor = `${all.length} × ${all[0]?.model ?? 'unknown'}`;
  return `${processor}, ${memory}, Linux ${release()}, Node ${process.version}, ${date}`;
};

function print(load: FirstLoad): void {
  const { requestsPerRecord: requests } = load;
  const right = true;
  const rows = [
    ['records', load.records],
    ['seconds', load.seconds],
    ['records per second', load.recordsPerSecond],
    ['raw writes per second to the sandbox', load.rawWritesPerSecond],
    ['requests per record to PowerOffice Go', requests.powerofficego],
    ['requests per record to the HRM', requests.customhrm],
    ['late references per record', requests.lateReferences],
    ['CPU ms per record, all processes', load.cpuMsPerRecord],
  ];
  console.log(`\n${machine()}\n`);
  console.log(tableOf([{ heading: load.scenario }, { heading: '', right }], rows));
  const processes = Object.keys(load.cpuMs).map((name) => [
    name,
    load.cpuMs[name]!,
    Math.round((load.cpuMs[name]! / load.records) * 1000) / 1000,
    load.residentMb[name]!,
  ]);
  const headings = ['CPU ms', 'per record', 'resident MB'].map((heading) => ({ heading, right }));
  console.log(`\n${tableOf([{ heading: 'process' }, ...headings], processes)}\n\n${flowTable(load.flows)}`);
}

await command(async () => {
  const { records, json } = benchWishesOf(process.argv.slice(2));
  if (process.platform !== 'linux') throw new Complaint('The benchmark counts CPU time from /proc, so it needs Linux.');
  const steps = stepsOn(json ? process.stderr : process.stdout);
  const place = await temporaryPlace({ unlimited: true, records, tenants: ['default'] });
  const env = { SANDBOX_TENANTS: 'default' };
  const stack = new Stack({ ...place, steps, env });
  const stopping = onStop(() => stack.kill());
  try {
    const measured = firstLoad({ stack, steps, signal: stopping.signal, withinMs });
    const load = await Promise.race([measured, stopping.asked]);
    if (!load) return 130;
    if (json) process.stdout.write(`${JSON.stringify(load)}\n`);
    else print(load);
    if (!load.agreed) steps.line(`No agreement within ${withinMs / 60_000} minutes.`);
    return load.agreed ? 0 : 1;
  } finally {
    await stack.stop();
    place.remove();
  }
});
