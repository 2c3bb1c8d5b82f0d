// Files dropped, chosen, pasted or photographed are sent a few at a time; each line says what became of its file.
"use strict";

const drop = document.getElementById("drop");
const picker = document.getElementById("files");
const sent = document.getElementById("sent");
const bar = document.getElementById("progress");
const folder = document.getElementById("folder"); // a guest names no customer
const AT_ONCE = 3;
const waiting = [];
let done = 0;
let all = 0;
let busy = 0;

function line(name) {
  const row = document.createElement("li");
  const label = document.createElement("span");
  const told = document.createElement("span");
  label.textContent = name;
  told.className = "tag";
  told.textContent = drop.dataset.waiting;
  row.append(label, told);
  sent.prepend(row);
  return { row, told };
}

function summary() {
  const text = document.getElementById("summary");
  text.hidden = bar.hidden = false;
  text.textContent = drop.dataset.summary.replace("%1", done).replace("%2", all);
  bar.max = all;
  bar.value = done;
}

function add(files) {
  for (const file of files) {
    all += 1;
    waiting.push({ file, ...line(file.name) });
  }
  summary();
  while (busy < AT_ONCE && waiting.length > busy) work();
}

async function work() {
  busy += 1;
  for (let next = waiting.shift(); next; next = waiting.shift()) await send(next);
  busy -= 1;
}

async function send(item) {
  item.told.textContent = drop.dataset.sending;
  const headers = {
    "X-Form-Token": formToken,
    "X-File-Name": encodeURIComponent(item.file.name),
    "X-Folder": encodeURIComponent(folder ? folder.value : ""),
    "X-Code": encodeURIComponent(document.getElementById("code")?.value || ""),
    "Content-Type": "application/octet-stream",
    Accept: "application/json",
  };
  try {
    const answer = await fetch(drop.dataset.to, { method: "POST", headers, body: item.file });
    show(item, await answer.json(), answer.ok);
    done += 1;
  } catch {
    retry(item);
  }
  summary();
}

function show(item, told, ok) {
  const good = ok && told.outcome !== "refused";
  item.told.className = good ? "tag good" : "tag bad";
  item.told.textContent = told.sentence;
  item.told.title = told.way_out;
  if (told.opens) {
    const link = document.createElement("a");
    link.href = `/documents/${told.document}`;
    link.textContent = item.file.name;
    item.row.firstChild.replaceChildren(link);
  }
}

function retry(item) {
  item.told.className = "tag bad";
  item.told.textContent = drop.dataset.failed;
  const again = document.createElement("button");
  again.textContent = drop.dataset.again;
  again.addEventListener("click", () => {
    again.remove();
    waiting.push(item);
    if (busy < AT_ONCE) work();
  });
  item.row.append(again);
}

picker.addEventListener("change", () => { add(picker.files); picker.value = ""; });
for (const sign of ["dragenter", "dragover"]) {
  document.addEventListener(sign, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  add(event.dataTransfer.files);
});
document.addEventListener("paste", (event) => { if (event.clipboardData.files.length) add(event.clipboardData.files); });
// Whoever leaves while files are still on their way is asked: those that were not sent would be lost without a word.
addEventListener("beforeunload", (event) => { if (busy || waiting.length) event.preventDefault(); });
