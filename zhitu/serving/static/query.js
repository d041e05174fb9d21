// The SPARQL editor: runs the query, shows the table, offers downloads, completes prefixed names.
"use strict";

const form = document.getElementById("query-form");
const editor = document.getElementById("query");
const result = document.getElementById("result");
const prefixes = Object.fromEntries([...document.querySelectorAll("#prefixes option")].map((one) => [one.value.slice(0, -1), one.label]));

const element = (name, text, attributes = {}) => Object.assign(document.createElement(name), { textContent: text, ...attributes });

function cell(term) {
  const td = document.createElement("td");
  if (!term) return td;
  if (term.type === "uri") {
    const prefix = Object.entries(prefixes).filter(([, iri]) => term.value.startsWith(iri)).sort((a, b) => b[1].length - a[1].length)[0];
    const short = prefix ? `${prefix[0]}:${term.value.slice(prefix[1].length)}` : term.value;
    const match = term.value.match(/^https:\/\/w3id\.org\/zhitu(\/.*)$/);
    const path = match ? `/page${match[1]}` : term.value;
    td.append(element("a", short, /^(https?:|\/)/.test(path) ? { href: encodeURI(path) } : {}));
  } else {
    td.textContent = term.value;
    if (/#(integer|decimal|double)$/.test(term.datatype || "")) td.className = "numeric";
  }
  return td;
}

function table(data) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of data.head.vars) head.append(element("th", name, { scope: "col" }));
  const body = table.createTBody();
  for (const row of data.results.bindings) {
    const line = body.insertRow();
    for (const name of data.head.vars) line.append(cell(row[name]));
  }
  const box = element("div", "", { className: "scroll" });
  box.append(table);
  return box;
}

// Bars: the last column of numbers against the last column of words, which is what a query is mostly about.
function chart(data) {
  const rows = data.results.bindings.slice(0, 40);
  const numeric = (name) => rows.length > 1 && rows.every((row) => /#(integer|decimal|double|float)$/.test(row[name]?.datatype || ""));
  const worded = (name) => rows.every((row) => !row[name] || row[name].type === "literal") && !numeric(name);
  const value = data.head.vars.findLast(numeric);
  const label = data.head.vars.findLast(worded) || data.head.vars.find((name) => !numeric(name));
  if (!value || !label) return null;
  const most = Math.max(...rows.map((row) => Math.abs(Number(row[value].value)))) || 1;
  const box = element("dl", "", { className: "bars", hidden: true });
  for (const row of rows) {
    const bar = element("meter", "", { min: 0, max: most, value: Math.abs(Number(row[value].value)) });
    const cell = element("dd", "");
    cell.append(bar, ` ${row[value].value}`);
    box.append(element("dt", row[label]?.value || "—"), cell);
  }
  return box;
}

function download(name, format) {
  const link = element("a", name, { href: `/sparql?${new URLSearchParams({ query: editor.value, format })}`, download: `zhitu.${format}` });
  return link;
}

async function run() {
  result.replaceChildren(element("p", "正在查询…", { className: "faint" }));
  const began = performance.now();
  const address = new URL(location); address.searchParams.set("query", editor.value); history.replaceState(null, "", address);
  try {
    const answer = await fetch("/sparql", {
      method: "POST", body: new URLSearchParams({ query: editor.value }),
      headers: { Accept: "application/sparql-results+json, text/turtle" },
    });
    const type = answer.headers.get("content-type") || "";
    if (!answer.ok) { result.replaceChildren(element("p", (await answer.json()).title, { className: "error" })); return; }
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    if (!type.includes("json")) { result.replaceChildren(element("pre", await answer.text())); return; }
    const data = await answer.json();
    if ("boolean" in data) { result.replaceChildren(element("p", data.boolean ? "是" : "否")); return; }
    const note = element("p", `${data.results.bindings.length} 行 · ${seconds} 秒 · 下载：`, { className: "faint" });
    for (const [name, format] of [["CSV", "csv"], ["TSV", "tsv"], ["JSON", "json"], ["XML", "xml"]]) note.append(download(name, format), " ");
    const drawn = chart(data);
    if (drawn) {
      const toggle = element("button", "画成图", { type: "button", className: "link" });
      toggle.addEventListener("click", () => { drawn.hidden = !drawn.hidden; });
      note.append(" ", toggle);
    }
    result.replaceChildren(note, ...(drawn ? [drawn] : []), table(data));
  } catch (error) {
    result.replaceChildren(element("p", `没有收到回答（${error.message}）。服务器可能已经停止。`, { className: "error" }));
  }
}

form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
// Completion: Tab or Enter takes the marked name, arrows move, Escape closes. Without an open list, Tab leaves the editor.
const list = document.getElementById("completion");
let terms = [];
fetch("/api/terms").then((answer) => (answer.ok ? answer.json() : [])).then((found) => { terms = found; });

const wordBefore = () => editor.value.slice(0, editor.selectionStart).match(/[A-Za-z][\w-]*:?[\w]*$|\?[\w]+$/)?.[0] || "";

function close() { list.hidden = true; list.replaceChildren(); }

function offer() {
  const word = wordBefore();
  const variables = [...new Set(editor.value.match(/\?\w+/g) || [])].map((name) => ({ name, label: "变量" }));
  const pool = word.startsWith("?") ? variables : terms;
  const fits = word.length < 2 ? [] : pool.filter((one) => one.name !== word && one.name.toLowerCase().startsWith(word.toLowerCase())
    || (!word.includes(":") && one.name.toLowerCase().split(":")[1]?.startsWith(word.toLowerCase())));
  list.replaceChildren(...fits.slice(0, 8).map((one, place) => {
    const item = element("li", one.name, { role: "option" });
    item.append(element("span", one.label, { className: "faint" }));
    item.setAttribute("aria-selected", place === 0);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
    return item;
  }));
  list.hidden = !fits.length;
}

function take(item) {
  const word = wordBefore();
  editor.setRangeText(item.firstChild.textContent, editor.selectionStart - word.length, editor.selectionStart, "end");
  close();
}

editor.addEventListener("input", offer);
editor.addEventListener("blur", close);
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); close(); run(); return; }
  if (list.hidden) return;
  const marked = list.querySelector("[aria-selected=true]");
  const step = { ArrowDown: marked.nextElementSibling, ArrowUp: marked.previousElementSibling }[event.key];
  if (step) { marked.setAttribute("aria-selected", false); step.setAttribute("aria-selected", true); }
  else if (event.key === "Tab" || event.key === "Enter") take(marked);
  else if (event.key === "Escape") close();
  if (["ArrowDown", "ArrowUp", "Tab", "Enter", "Escape"].includes(event.key)) event.preventDefault();
});
document.querySelector(".examples").addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-query]");
  if (chosen) { editor.value = chosen.dataset.query; run(); }
});
if (new URLSearchParams(location.search).has("query")) run();
