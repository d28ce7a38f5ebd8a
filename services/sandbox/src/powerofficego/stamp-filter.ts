/**
 * A timestamp filter in any spelling .NET's DateTimeOffset takes that clients were seen to use, as a stamp that sorts
 * as text beside ours: `2024-01-01T00:00:00`, `2024-01-01 00:00:00.000000 +00:00`, `…Z`, with an offset. Without a zone
 * it is UTC. Absent when it is none of these (a `+` that was not percent-encoded arrives as a blank, for one).
 */
export function stampOf(text: string): string | undefined {
  const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,7}))?)? ?(Z|[+-]\d\d:\d\d)?$/i.exec(
    text.trim(),
  );
  if (!found) return undefined;
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = found;
  const ms = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}${zone.toUpperCase()}`);
  if (Number.isNaN(ms)) return undefined;
  return `${new Date(ms).toISOString().slice(0, 19)}.${fraction.padEnd(7, '0')}Z`;
}
