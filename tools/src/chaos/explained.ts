import { getJson } from '../http.js';
import { historyOf } from './judge.js';
import type { Observer } from './observer.js';
import type { Pair } from './pairs.js';

interface Sources {
  readonly observer: Observer;
  readonly pairs: readonly Pair[];
  readonly link: string;
}

/** The words about a pair that differs with its history and what link says of it, for whoever looks why. */
export async function explained(words: string, { observer, pairs, link }: Sources): Promise<string> {
  const pair = pairs.find(({ goPath }) => words.startsWith(`${goPath} `));
  if (!pair) return words;
  const histories = observer
    .all()
    .filter(({ pair: other, unit }) => other === pair && words.includes(` in ${unit.name}:`))
    .flatMap(historyOf);
  const url = `${link}/api/v1/records/powerofficego/${resourceOf(pair)}/${pair.goId}`;
  const said = await Promise.all(
    [url, `${url}/history`].map((at) => getJson<object>(`${at}?tenant=default`).then(JSON.stringify, String)),
  );
  return [words, ...histories, ...said.map((text) => `    link: ${text}`)].join('\n');
}

const resourceOf = ({ category }: Pair) =>
  category === 'DEPARTMENT' ? 'departments' : category === 'CONTACT_PERSON' ? 'contactperson' : 'contact';
