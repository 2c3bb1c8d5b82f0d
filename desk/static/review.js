// The review station by keyboard. Nothing is decided here: fields are walked through, and the form is sent.
"use strict";

const station = document.getElementById("station");
const list = [...station.querySelectorAll(".field")];
const approve = document.getElementById("approve");
const input = (field) => field.querySelector("input, textarea");
const looked = new Set();
const mine = station.dataset.mine === "yes";

// Seconds at each field, and under the empty name those in all. Who goes for a coffee is not counted.
const watch = {
  spent: { "": 0 }, field: "", since: performance.now(), idle: 30000,
  turnTo(field) {
    const now = performance.now();
    const seconds = Math.min(now - this.since, this.idle) / 1000;
    this.spent[""] += seconds;
    if (this.field) this.spent[this.field] = (this.spent[this.field] || 0) + seconds;
    this.since = now;
    this.field = field;
  },
  told() {
    this.turnTo(this.field);
    return Object.fromEntries(Object.entries(this.spent).map(([name, seconds]) => [name, Math.round(seconds * 10) / 10]));
  },
};

const asks = (field) => field.dataset.asks === "yes" && !looked.has(field);

function count() {
  const left = list.filter(asks).length;
  const line = document.getElementById("asks");
  line.textContent = left ? line.dataset.some.replace("%1", left) : line.dataset.none;
}

function focus(field) {
  const box = input(field);
  box.focus({ preventScroll: true });
  box.select();
  field.scrollIntoView({ block: "nearest" });
}

function accept(field) {
  looked.add(field);
  field.classList.add("looked");
  count();
  const at = list.indexOf(field);
  const next = [...list.slice(at + 1), ...list.slice(0, at)].find(asks);
  if (next) focus(next);
  else document.getElementById("approve-go").focus();
}

function strips() {
  for (const field of list) {
    const canvas = field.querySelector("canvas.strip");
    if (canvas) drawStrip(canvas, field);
  }
}

let sent = false;

function send() {
  if (mine && !sent && approve.reportValidity()) approve.requestSubmit();
}

approve.addEventListener("submit", (event) => {
  // Pressed twice, the second press would be a decision on what is decided already.
  if (sent) event.preventDefault();
  sent = true;
  document.getElementById("spent").value = JSON.stringify(watch.told());
});

for (const field of list) {
  const box = input(field);
  box.addEventListener("focus", () => {
    for (const other of list) other.classList.toggle("here", other === field);
    lightUp(field.dataset.field, true);
    watch.turnTo(field.dataset.field);
  });
  box.addEventListener("input", () => field.classList.toggle("changed", box.value !== box.dataset.was));
}

// In the capture phase, so that a key of ours does not first do what the browser thinks of it.
document.addEventListener("keydown", (event) => {
  // While an input method composes, Enter chooses a character; it is not ours.
  if (event.isComposing || event.keyCode === 229) return;
  if (document.querySelector("dialog[open]")) return;
  const field = event.target.closest(".field");
  const control = event.ctrlKey || event.metaKey;
  const acts = [
    [control && event.key === "Enter", send],
    [control && event.key === "k", () => document.getElementById("kind").focus()],
    [control && event.key === ".", () => mine && document.getElementById("reject-dialog").showModal()],
    [control && event.key === "/", () => mine && document.getElementById("acts-dialog").showModal()],
    [event.altKey && event.code === "KeyJ", () => mine && joinNow()],
    [control && event.key === ",", () => document.getElementById("leave").requestSubmit()],
    [event.altKey && (event.key === "+" || event.key === "="), () => zoom("in")],
    [event.altKey && event.key === "-", () => zoom("out")],
    [event.altKey && event.key === "0", () => zoom("fit")],
    [event.altKey && event.code === "KeyR", () => zoom("turn")],
    [event.altKey && event.code === "KeyD", () => mine && hold(!pen.on)],
    [event.key === "Escape" && pen.on, () => hold(false)],
    [event.altKey && event.key === "PageDown", () => leaf(1)],
    [event.altKey && event.key === "PageUp", () => leaf(-1)],
    [!control && !event.shiftKey && event.key === "Enter" && field, () => accept(field)],
    [event.key === "?" && (!field || input(field).value === ""), () => document.getElementById("keys").showModal()],
  ];
  const act = acts.find(([fits]) => fits);
  if (act) {
    event.preventDefault();
    event.stopPropagation();
    act[1]();
  }
}, true);

// Straight to the choice of papers that belong to this one; the first that may is ready to be numbered.
function joinNow() {
  document.getElementById("acts-dialog").showModal();
  const part = document.getElementById("join");
  part.addEventListener("htmx:afterSettle", () => (part.querySelectorAll(".place")[1] || part.querySelector("summary")).focus(), { once: true });
  if (part.open) part.querySelectorAll(".place")[1]?.focus();
  part.open = true;
}

document.getElementById("help").addEventListener("click", () => document.getElementById("keys").showModal());
for (const button of document.querySelectorAll("[data-dialog]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.dialog).showModal());
}
for (const button of station.querySelectorAll("[data-choice]")) {
  button.addEventListener("click", () => {
    const field = button.closest(".field");
    input(field).value = button.dataset.choice;
    input(field).dispatchEvent(new Event("input"));
    accept(field);
  });
}

const kind = document.getElementById("kind");
kind.addEventListener("change", () => {
  document.getElementById("kind-go").hidden = kind.value === kind.dataset.now;
});

for (const button of station.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => zoom(button.dataset.zoom));
}
for (const button of station.querySelectorAll("[data-goto]")) {
  button.addEventListener("click", () => sheetOf(button.dataset.goto).scrollIntoView());
}

function leaf(by) {
  const all = [...sheets.querySelectorAll(".sheet")];
  const middle = sheets.getBoundingClientRect().top + sheets.clientHeight / 2;
  const now = all.findIndex((sheet) => sheet.getBoundingClientRect().bottom > middle);
  const next = all[Math.min(all.length - 1, Math.max(0, now + by))];
  if (next) next.scrollIntoView();
}

for (const image of station.querySelectorAll(".sheet img")) {
  const shown = () => {
    strips();
    layWords(image.closest(".sheet"));
  };
  if (image.complete && image.naturalWidth) shown();
  else image.addEventListener("load", shown);
}
window.addEventListener("resize", strips);

drawBoxes(list, focus);
strips();
count();
const first = list.find((field) => field.classList.contains("wrong")) || list.find(asks) || list[0];
// What is not sure of its kind is asked for its kind first: its fields depend on it.
if (station.querySelector(".whys") && !list.some((field) => field.classList.contains("wrong"))) kind.focus();
else if (first) focus(first);

function post(path) {
  return fetch(path, { method: "POST", headers: { "X-Form-Token": formToken, Accept: "application/json" } });
}

// The next paper is drawn while this one is looked at; the seat is kept as long as somebody is at work.
if (mine) {
  const path = `${root}/review/${station.dataset.document}`;
  const ahead = () => post(`${path}/ahead`);
  if (document.readyState === "complete") ahead();
  else window.addEventListener("load", ahead);
  let busy = false;
  for (const sign of ["keydown", "pointermove"]) document.addEventListener(sign, () => { busy = true; watch.turnTo(watch.field); }, { passive: true });
  setInterval(async () => {
    if (!busy) return;
    busy = false;
    const answer = await post(`${path}/seat`);
    document.getElementById("lost").hidden = answer.status !== 409;
  }, 60000);
}
