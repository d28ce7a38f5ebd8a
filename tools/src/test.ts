import { command } from './command.js';
import { Complaint } from './stack/complaint.js';
import { type Counts, isGood, lastLine, sum } from './test-run/counts.js';
import { runSuite } from './test-run/run-suite.js';

/** One after the other: the first needs nothing, the second two servers, the last the whole stack and some quiet. */
const suites = ['unit', 'int', 'e2e'];

await command(async () => {
  const words = process.argv.slice(2);
  const option = words.find((word) => word.startsWith('-'));
  if (option) throw new Complaint(`Unknown option ${option}: npm test -- [${suites.join('|')}] [path …]`, 2);
  const chosen = suites.filter((suite) => words.includes(suite));
  const filters = words.filter((word) => !suites.includes(word));
  const counts: Counts[] = [];
  for (const suite of chosen.length > 0 ? chosen : suites) counts.push(await runSuite(suite, filters));
  const total = sum(counts);
  console.log(lastLine(total));
  return isGood(total) ? 0 : 1;
});
