// Sends files with progress, and says what became of each.
"use strict";

const form = document.getElementById("upload");
const bar = document.getElementById("progress");
const outcome = document.getElementById("outcome");
const line = (text, href) => {
  const li = document.createElement("li");
  li.append(href ? Object.assign(document.createElement("a"), { textContent: text, href }) : text);
  return li;
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (step) => {
    bar.hidden = false;
    if (step.loaded < step.total) bar.value = step.loaded / step.total;
    else { bar.removeAttribute("value"); outcome.textContent = "已上传，正在读报告…"; }
  });
  request.addEventListener("loadend", () => {
    bar.hidden = true;
    let said;
    try { said = JSON.parse(request.responseText); } catch { said = { title: request.responseText || "没有收到回答。" }; }
    const list = Object.assign(document.createElement("ul"), { className: "list" });
    if (said.title) list.append(line(said.title));
    for (const one of said.added || []) list.append(line(`已加入：${one.title}`, one.path));
    for (const one of said.unchanged || []) list.append(line(`没有变化：${one.title}`, one.path));
    for (const one of said.failed || []) list.append(line(`没有加入：${one.message}`));
    outcome.replaceChildren(list);
  });
  request.open("POST", "/upload");
  request.send(new FormData(form));
});
