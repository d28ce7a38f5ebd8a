import { agreeingPairs, type Pair } from '../e2e/pairs.js';
import type { People } from '../e2e/people.js';
import { pathOf } from '../e2e/rows.js';
import { getJson } from '../http.js';
import { productRows } from '../services.js';
import { Complaint } from '../stack/complaint.js';
import { until } from '../stack/until.js';
import type { Fleet } from './fleet.js';

const within = { withinMs: 90_000, everyMs: 300 };
const connectors = productRows.filter(({ name }) => name.endsWith('-connector'));

/**
 * Two people give a department another code at both ends at once; as the tenant wants it, a person is asked, who
 * decides for the HRM. Answers what did not come of it. (Nobody else edits a code.)
 */
export async function conflictDecided(fleet: Fleet, people: People, turn: number): Promise<readonly string[]> {
  const [pair] = await agreeingPairs(fleet, 'departments-department');
  if (!pair) return ['no department agrees, so that no conflict can be made'];
  const [here, there] = [`GO-${turn}`, `HRM-${turn}`];
  await fleet.frozen(connectors, async () => {
    await people.goSet(pathOf(pair.go), 'Code', here);
    await people.hrmSet(pathOf(pair.hrm), { code: there });
  });
  try {
    await until(async () => ((await stateOf(fleet, pair)) === 'conflicts' ? true : undefined), {
      ...within,
      complaint: () => new Complaint('two edits at once became no conflict that asks'),
    });
    await settled(fleet, pair, turn);
    await bothSay(people, pair, there);
    return [];
  } catch (error) {
    return [`${pathOf(pair.go)} and ${pathOf(pair.hrm)}: ${(error as Error).message}`];
  }
}

async function stateOf({ stack }: Fleet, { go: { ref } }: Pair): Promise<string> {
  const where = `records/${ref.system}/${ref.resource}/${ref.id}?tenant=default`;
  return (await getJson<{ state: string }>(`${stack.linkUrl}/api/v1/${where}`)).state;
}

async function settled({ stack }: Fleet, { go }: Pair, turn: number): Promise<void> {
  const decision = { type: 'settleConflict', link: go.linkId, unit: 'code', winner: 'customhrm' };
  await decide(stack.linkUrl, `code-${turn}`, decision);
}

/** A decision through an API of link's; the key names it. Throws where it is refused. */
export async function decide(link: string, key: string, decision: object): Promise<void> {
  const answer = await fetch(`${link}/api/v1/decisions?tenant=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why: 'asked them both', decision }),
  });
  const words = await answer.text();
  if (answer.status !== 200) throw new Complaint(`the decision was answered ${answer.status}: ${words}`);
}

const bothSay = (people: People, { go, hrm }: Pair, code: string): Promise<true> =>
  until(
    async () => {
      const says = [(await people.goRow(pathOf(go)))['Code'], (await people.hrmRow(pathOf(hrm)))['code']];
      return says.every((one) => one === code) ? true : undefined;
    },
    { ...within, complaint: () => new Complaint(`what was decided, ${code}, never came to both ends`) },
  );
