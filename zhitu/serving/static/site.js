// Evidence beside the answer, and suggestions while typing. Every page works without this file.
"use strict";

async function showSource(link, byHand) {
  const pane = document.querySelector("[data-source]");
  const parameters = new URLSearchParams({ report: link.dataset.evidence, char: `${link.dataset.start},${link.dataset.end}` });
  const answer = await fetch(`/text?${parameters}`);
  if (!answer.ok) { location.href = link.href; return; }
  pane.innerHTML = await answer.text();
  pane.hidden = false;
  const mark = pane.querySelector("mark");
  if (!mark) return;
  if (pane.scrollHeight > pane.clientHeight) pane.scrollTop = mark.offsetTop - pane.clientHeight / 3;
  else if (byHand) mark.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-evidence]");
  if (!link || !document.querySelector("[data-source]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  showSource(link, true);
});

let asked = 0;
document.addEventListener("input", async (event) => {
  if (!event.target.matches("[data-suggest]")) return;
  const mine = ++asked;
  await new Promise((resolve) => setTimeout(resolve, 150));
  if (mine !== asked || !event.target.value.trim()) return;
  const answer = await fetch(`/api/suggest?${new URLSearchParams({ q: event.target.value })}`);
  if (!answer.ok || mine !== asked) return;
  const options = (await answer.json()).map((text) => Object.assign(document.createElement("option"), { value: text }));
  document.getElementById("suggestions").replaceChildren(...options);
});

document.addEventListener("DOMContentLoaded", () => {
  const first = document.querySelector(".answer [data-evidence]");
  if (first && matchMedia("(min-width: 60rem)").matches) showSource(first, false);
});
