/** A plain page that leads to what the API has, until the console stands. */
export const page = (tenants: readonly string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Samsvar</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1d2a2f }
  h1 { font-size: 1.6rem; margin-bottom: 0 }
  h2 { font-size: 1.1rem; margin-top: 2rem }
  code { background: #eef3f2; padding: .1em .3em }
  a { color: #0b6e6e }
</style>
</head>
<body>
<h1>Samsvar</h1>
<p>Keeps PowerOffice Go and your HR system in agreement, wherever a record is edited.</p>
${tenants.map(section).join('\n')}
<h2>More</h2>
<ul>
  <li><code>/api/v1/records?search=&amp;state=&amp;flow=&amp;cursor=&amp;limit=</code> lists records;
    a record names its link as <code>linkId</code></li>
  <li><code>/api/v1/records/{system}/{resource}/{id}</code>, <code>…/history</code>,
    <code>/api/v1/links/{id}</code></li>
  <li><code>POST /api/v1/decisions</code> (header <code>Idempotency-Key</code>): <code>settleConflict</code>,
    <code>settleConflicts</code>, <code>restore</code>, <code>release</code>, …;
    <code>POST /api/v1/dead/{topic}/{place}/replay</code>, <code>…/{topic}/replay</code>;
    <code>…/discard</code> instead where it is to be forgotten</li>
  <li><a href="/api/v1/dead">all messages nobody could handle</a></li>
  <li><a href="/health/ready">health</a> · <a href="/metrics">metrics</a></li>
</ul>
</body>
</html>
`;

const section = (tenant: string): string => `<h2>Tenant ${tenant}</h2>
<ul>
  <li><a href="/api/v1/flows?tenant=${tenant}">the five flows and their counts</a> ·
      <a href="/api/v1/status?tenant=${tenant}">status</a> ·
      <a href="/api/v1/plan?tenant=${tenant}">plan</a> ·
      <a href="/api/v1/holds?tenant=${tenant}">held</a></li>
  <li><a href="/api/v1/records?tenant=${tenant}">records</a> ·
      <a href="/api/v1/records?tenant=${tenant}&amp;state=waiting">waiting for a person</a> ·
      <a href="/api/v1/conflicts?tenant=${tenant}">conflicts</a> ·
      <a href="/api/v1/proposals?tenant=${tenant}">proposals</a> ·
      <a href="/api/v1/records?tenant=${tenant}&amp;state=parked">parked</a> ·
      <a href="/api/v1/orphans?tenant=${tenant}">orphans</a></li>
  <li><a href="/api/v1/decisions?tenant=${tenant}">decisions</a> ·
      <a href="/api/v1/dead?tenant=${tenant}">messages nobody could handle</a></li>
  <li><a href="/api/v1/events?tenant=${tenant}">events</a> ·
      <a href="/api/v1/events/stream?tenant=${tenant}">live</a></li>
</ul>`;
