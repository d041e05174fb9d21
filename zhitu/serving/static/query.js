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
    result.replaceChildren(note, table(data));
  } catch (error) {
    result.replaceChildren(element("p", `没有收到回答（${error.message}）。服务器可能已经停止。`, { className: "error" }));
  }
}

form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
});
document.querySelector(".examples").addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-query]");
  if (chosen) { editor.value = chosen.dataset.query; run(); }
});
if (new URLSearchParams(location.search).has("query")) run();
