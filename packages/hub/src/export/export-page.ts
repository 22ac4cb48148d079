import type { CustomerExport } from './customer-export.ts';
import { type Html, html, joined } from './html.ts';
import { valueHtml, wordsOf } from './value-html.ts';

/**
 * An export as one page that anybody can read: it stands by itself, loads nothing, runs nothing, and shows what is in the data as text,
 * whatever it looks like.
 *
 * @param titleOf what people call a type of events, such as `Email received`.
 */
export const exportPage = (
  data: CustomerExport,
  titleOf: (type: string) => string | undefined = () => undefined,
): string => {
  const sections = [
    identifiers(data),
    traits(data),
    computed(data),
    audiences(data),
    consents(data),
    receivers(data),
    decisions(data),
    events(data, titleOf),
  ];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Your data</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Your data</h1>
<p>Everything that we keep about you, as of <time datetime="${data.exportedAt}">${readableTime(data.exportedAt)}</time>.
Your id here is <code>${data.customer.id}</code>.</p>
<nav aria-label="Contents"><ul>${joined(sections.map(({ id, title, count }) => html`<li><a href="#${id}">${title}</a> <small>${count}</small></li>`))}</ul></nav>
</header>
<main>
${joined(
  sections.map(
    ({ id, title, hint, count, body }) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<p>${hint}</p>
${count === 0 ? html`<p class="none">Nothing.</p>` : body}
</section>
`,
  ),
)}</main>
<footer><p>All times are in UTC.</p></footer>
</body>
</html>
`.text;
};

interface Section {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly count: number;
  readonly body: Html;
}

const identifiers = ({ identifiers: all }: CustomerExport): Section => ({
  id: 'identifiers',
  title: 'What you are known by',
  hint: 'By these we recognise you.',
  count: all.length,
  body: table(
    ['What', 'Value', 'First seen'],
    all.map(({ namespace, value, firstSeenAt }) => [namespaceWords(namespace), value, time(firstSeenAt)]),
  ),
});

const traits = ({ traits: all }: CustomerExport): Section => ({
  id: 'traits',
  title: 'What is said of you',
  hint: 'Where several systems said different things, the first is what we go by.',
  count: Object.keys(all).length,
  body: table(
    ['What', 'Value', 'Said by', 'When', 'Sure'],
    Object.entries(all).flatMap(([name, { others, ...believed }]) =>
      [believed, ...others].map(({ value, source, at, confidence }, index) => [
        index === 0 ? wordsOf(name) : html`<small>also</small>`,
        valueHtml(value),
        source,
        time(at),
        `${Math.round(confidence * 100)} %`,
      ]),
    ),
  ),
});

const computed = ({ computed: all }: CustomerExport): Section => ({
  id: 'computed',
  title: 'What we worked out',
  hint: 'From what happened, listed below.',
  count: Object.keys(all).length,
  body: table(
    ['What', 'Value'],
    Object.entries(all).map(([name, value]) => [wordsOf(name), valueHtml(value)]),
  ),
});

const audiences = ({ audiences: all }: CustomerExport): Section => ({
  id: 'audiences',
  title: 'Groups you are in',
  hint: 'By what is said of you and what happened.',
  count: all.length,
  body: table(
    ['Group', 'Since'],
    all.map(({ name, since }) => [name, time(since)]),
  ),
});

const consents = ({ consents: all }: CustomerExport): Section => ({
  id: 'consents',
  title: 'What you agreed to',
  hint: 'What you granted and what you withdrew, newest first.',
  count: all.length,
  body: table(
    ['When', 'What for', 'Channel', 'You', 'How we know'],
    all.map(({ at, purpose, channel, status, ...rest }) => [
      time(at),
      purpose,
      channel ?? 'all',
      wordsOf(status),
      valueHtml(rest),
    ]),
  ),
});

const receivers = ({ receivers: all }: CustomerExport): Section => ({
  id: 'receivers',
  title: 'Who has received data of yours',
  hint: 'Systems that we may have sent something about you to.',
  count: all.length,
  body: table(
    ['System', 'Since'],
    all.map(({ connector, since }) => [connector, time(since)]),
  ),
});

const decisions = ({ decisions: all }: CustomerExport): Section => ({
  id: 'decisions',
  title: 'What people decided about who you are',
  hint: 'Such as that two records are of one person.',
  count: all.length,
  body: table(
    ['When', 'What', 'Details'],
    all.map(({ at, kind, ...rest }) => [time(at), wordsOf(kind), valueHtml(rest)]),
  ),
});

const events = ({ events: all }: CustomerExport, titleOf: (type: string) => string | undefined): Section => ({
  id: 'events',
  title: 'What happened',
  hint: 'Newest first. Open an entry to see all of it.',
  count: all.length,
  body: joined(
    all.map(
      ({ at, channel, event }) => html`<details>
<summary>${time(at)} <strong>${titleOf(event.type) ?? event.type}</strong> <small>${channel}</small></summary>
${valueHtml(withoutTechnicalities(event))}
</details>
`,
    ),
  ),
});

/** What only machines read stands in the JSON. */
const withoutTechnicalities = ({
  specversion: _,
  datacontenttype: __,
  dataschema: ___,
  traceparent: ____,
  tracestate: _____,
  ...event
}: CustomerExport['events'][number]['event']): unknown => event;

const table = (heads: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html => html`<table>
<thead><tr>${joined(heads.map((head) => html`<th scope="col">${head}</th>`))}</tr></thead>
<tbody>
${joined(
  rows.map(
    (cells) => html`<tr>${joined(cells.map((cell) => html`<td>${cell}</td>`))}</tr>
`,
  ),
)}</tbody>
</table>`;

const namespaceWords = (namespace: string): string =>
  namespace.startsWith('external:')
    ? `Id in ${namespace.slice('external:'.length)}`
    : (names[namespace] ?? wordsOf(namespace));

const names: Readonly<Record<string, string>> = {
  user: 'Customer number',
  email: 'E-mail address',
  phone: 'Phone number',
  device: 'Device',
  anonymous: 'Cookie',
};

const time = (iso: string): Html => html`<time datetime="${iso}">${readableTime(iso)}</time>`;

/** `2026-11-21 09:30`; as it is where it is no such time. */
const readableTime = (iso: string): string =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)}` : iso;

const style: Html = html`
:root { color-scheme: light dark; --line: #8884; --faint: #777; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin-bottom: 0; } h2 { margin: 2.5rem 0 0; } section > p, header > p { margin-top: .25rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
td, dd { overflow-wrap: anywhere; } th { font-weight: 600; } time { white-space: nowrap; font-variant-numeric: tabular-nums; }
small, .none, dt, section > p { color: var(--faint); } dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; } dt { max-width: 14rem; overflow-wrap: anywhere; } dd { margin: 0; white-space: pre-wrap; }
ol { margin: 0; padding-left: 1.25rem; } details { border-bottom: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; } details > dl { margin: .5rem 0 .75rem 1rem; }
@media (max-width: 45rem) { thead { display: none; } tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); } td { display: block; border: 0; padding: .1rem 0; } dl { grid-template-columns: 1fr; } dd { margin: 0 0 .3rem 1rem; } }
@media print { body { max-width: none; padding: 0; } nav { display: none; } details::details-content { content-visibility: visible; display: block; } }
`;
