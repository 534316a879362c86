"""The style and the one script of the HTML report, and the policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --ink: #1a2230; --soft: #525c6c; --line: #d9dde4; --head: #eceff3; --focus: #1a5fb4;
  --bar: #2a69ac; --track: #e6eaf0; --match: #2a69ac; --review: #c27a10; --no_match: #8791a1; --other: #6b5b95;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1a2029; --ink: #e7eaf0; --soft: #aab3c1; --line: #343d4b; --head: #232b37; --focus: #8ab8f2;
    --bar: #6ba3e3; --track: #2a3340; --match: #6ba3e3; --review: #e2a548; --no_match: #7d8798; --other: #b3a1dc;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 80rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.75rem; }
main { padding-bottom: 3rem; }
h1 { margin: 0; font-size: 1.625rem; line-height: 1.25; letter-spacing: -0.01em; }
h2 { margin: 0 0 0.25rem; font-size: 1.0625rem; line-height: 1.35; }
p { margin: 0; }
a { color: var(--focus); }
.lead { margin-top: 0.375rem; }
.note { color: var(--soft); font-size: 0.875rem; margin-bottom: 0.75rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.875rem 0 0; padding: 0; list-style: none; font-size: 0.875rem; }
nav a { display: inline-block; padding: 0.25rem 0; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.5rem 0.75rem; background: var(--card); border: 2px solid var(--focus); z-index: 9; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; padding: 1.125rem 1.25rem 1.25rem; margin-top: 1rem; min-width: 0; scroll-margin-top: 0.5rem; }
.pair { display: grid; gap: 0 1rem; align-items: start; }
.pair > :only-child { grid-column: 1 / -1; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem 1.5rem; margin: 0 0 1rem; }
.tiles dt { font-weight: 600; }
.tiles dd { margin: 0; }
.tiles .number { font-size: 1.75rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles .share { color: var(--soft); }
.tiles .meaning { color: var(--soft); font-size: 0.8125rem; line-height: 1.35; }
.mark::before { content: ""; display: inline-block; width: 0.625rem; height: 0.625rem; border-radius: 2px; margin-right: 0.4rem; background: var(--other); }
.mark.match::before { background: var(--match); }
.mark.review::before { background: var(--review); border-radius: 50%; }
.mark.no_match::before { background: var(--card); border: 2px solid var(--no_match); }
figure { margin: 0; }
svg { display: block; width: 100%; font: inherit; }
svg text { fill: var(--ink); font-size: 13px; font-variant-numeric: tabular-nums; }
svg text.small { font-size: 11.5px; fill: var(--soft); }
svg .bar { fill: var(--bar); }
svg .track { fill: var(--track); }
svg .axis { stroke: var(--soft); stroke-width: 1; }
svg .match { fill: var(--match); }
svg .review { fill: var(--review); }
svg .no_match { fill: var(--no_match); }
svg .other { fill: var(--other); }
details { margin-top: 0.75rem; font-size: 0.875rem; }
summary { cursor: pointer; color: var(--soft); padding: 0.25rem 0; width: fit-content; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: 0.8125rem; padding: 0.375rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.625rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--head); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 600; }
table.plain { margin-top: 0.25rem; }
table.plain tbody th { font-weight: 400; }
.n { text-align: right; white-space: nowrap; }
.s { white-space: nowrap; }
.m { min-width: 9rem; }
.l { min-width: 15rem; max-width: 26rem; }
.scroll { overflow: auto; border: 1px solid var(--line); border-radius: 0.375rem; font-size: 0.8125rem; line-height: 1.4; }
.scroll caption { padding: 0.375rem 0.625rem; }
.scroll thead th { position: sticky; top: 0; z-index: 2; box-shadow: inset 0 -1px var(--line); border-bottom: 0; }
.scroll tbody th { position: sticky; left: 0; background: var(--card); z-index: 1; max-width: 14rem; box-shadow: inset -1px 0 var(--line); }
.scroll thead th:first-child { left: 0; z-index: 3; }
.scroll tbody tr:hover > * { background: var(--head); }
.search { display: flex; flex-wrap: wrap; gap: 0.75rem 1rem; align-items: end; margin-bottom: 0.75rem; }
.search label { display: block; font-size: 0.8125rem; font-weight: 600; }
.search .words { flex: 1 1 16rem; max-width: 32rem; }
.search input, .search select { font: inherit; font-size: 1rem; width: 100%; min-height: 2.5rem; padding: 0.375rem 0.625rem; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 0.375rem; }
.search p { flex: 0 0 auto; padding-bottom: 0.5rem; font-size: 0.875rem; }
.facts { display: grid; gap: 0 1.5rem; margin: 0.25rem 0 0; }
.facts div { padding: 0.375rem 0; border-top: 1px solid var(--line); }
.facts dt { font-size: 0.8125rem; color: var(--soft); }
.facts dd { margin: 0; }
@media (min-width: 56rem) {
  .pair { grid-template-columns: 1fr 1fr; }
  .facts { grid-template-columns: 1fr 1fr; }
  .scroll { max-height: 85vh; }
}
@media (max-width: 40rem) {
  header, main { padding-left: 0.75rem; padding-right: 0.75rem; }
  .card { padding: 0.875rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --card: #ffffff; --ink: #000000; --soft: #3d4653; --line: #b9c0ca; --head: #eceff3; --focus: #000000;
    --bar: #2a69ac; --track: #e6eaf0; --match: #2a69ac; --review: #c27a10; --no_match: #8791a1; --other: #6b5b95;
  }
  @page { size: A4; margin: 13mm; }
  @page wide { size: A4 landscape; margin: 10mm; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 9.5pt; line-height: 1.4; }
  header, main { max-width: none; padding: 0; }
  nav, .skip, .search, .pair details { display: none; }
  .card { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 3mm 0 0; margin-top: 4mm; break-inside: avoid; }
  .pair { grid-template-columns: 1fr 1fr; gap: 0 8mm; }
  .facts { grid-template-columns: 1fr 1fr; }
  .long { break-inside: auto; }
  .wide { page: wide; }
  .long h2, .long .note { break-after: avoid; }
  .scroll { overflow: visible; max-height: none; border: 0; font-size: 7pt; line-height: 1.3; }
  .scroll thead th, .scroll tbody th { position: static; box-shadow: none; }
  .scroll th, .scroll td { padding: 1mm; }
  .scroll table { table-layout: fixed; hyphens: auto; }
  .scroll th, .scroll td { min-width: 0; max-width: none; white-space: normal; }
  .scroll .n { width: 7.5em; }
  .scroll .s { width: 8em; }
  .scroll .n, .scroll .s { hyphens: manual; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
"""

SCRIPT = """
(() => {
  const plain = text => text.normalize("NFKD").replace(/[\\u0300-\\u036f]/g, "").toLowerCase();
  const part = name => document.getElementById(name);
  const form = part("search"), words = part("words"), status = part("status-filter"), shown = part("shown");
  if (!form) return;
  const rows = Array.from(part("rows").rows, row => ({
    row, status: row.dataset.status || "", text: plain(Array.from(row.cells, cell => cell.textContent).join("\\n")),
  }));
  const filter = () => {
    const wanted = plain(words.value).split(/\\s+/).filter(Boolean), chosen = status ? status.value : "";
    let count = 0;
    for (const item of rows) {
      const fits = (!chosen || item.status === chosen) && wanted.every(word => item.text.includes(word));
      item.row.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows shown`;
  };
  words.addEventListener("input", filter);
  if (status) status.addEventListener("change", filter);
  form.hidden = false;
  filter();
})();
"""


def policy(script: str = SCRIPT) -> str:
    """The content security policy of a page whose only script is this one: nothing is fetched from anywhere.

    Parameters
    ----------
    script : str
        The text between the script tags, to the byte.

    Returns
    -------
    str

    Examples
    --------
    >>> policy("")
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; base-uri 'none'; form-action 'none'"
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
