// The review station by keyboard. Nothing is decided here: fields are walked through, and the form is sent.
"use strict";

// The paper in front of the reviewer; another one takes its place in the same page (onward.js).
let station, list, approve, mine, looked, watch;
const input = (field) => field.querySelector("input, textarea");

// Seconds at each field, and under the empty name those in all. Who goes for a coffee is not counted.
const startWatch = () => ({
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
});

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

// All are measured before the first is drawn: each that grows would have the whole page laid out again for the next.
function strips() {
  const measured = list.map((field) => [field, field.querySelector("canvas.strip")])
    .filter(([, canvas]) => canvas).map(([field, canvas]) => [field, canvas, canvas.clientWidth]);
  for (const [field, canvas, room] of measured) drawStrip(canvas, field, room);
}

function send() {
  if (mine && !("fresh" in station.dataset) && approve.reportValidity()) approve.requestSubmit();
}

function layFields() {
  for (const field of list) {
    const box = input(field);
    box.addEventListener("focus", () => {
      for (const other of list) other.classList.toggle("here", other === field);
      lightUp(field.dataset.field, true);
      watch.turnTo(field.dataset.field);
    });
    box.addEventListener("input", () => field.classList.toggle("changed", box.value !== box.dataset.was));
  }
  for (const button of station.querySelectorAll("[data-choice]")) {
    button.addEventListener("click", () => {
      const field = button.closest(".field");
      input(field).value = button.dataset.choice;
      input(field).dispatchEvent(new Event("input"));
      accept(field);
    });
  }
}

// In the capture phase, so that a key of ours does not first do what the browser thinks of it.
document.addEventListener("keydown", (event) => {
  // While an input method composes, Enter chooses a character; it is not ours.
  if (event.isComposing || event.keyCode === 229) return;
  if (document.querySelector("dialog[open]")) return;
  const field = event.target.closest(".field");
  const control = event.ctrlKey || event.metaKey;
  const acts = [
    // Held down it decides once: the next paper would be there before the key is let go.
    [control && event.key === "Enter", () => event.repeat || send()],
    [control && event.key === "k", () => document.getElementById("kind").focus()],
    [control && event.key === ".", () => mine && document.getElementById("reject-dialog").showModal()],
    [control && event.key === "/", () => mine && document.getElementById("acts-dialog").showModal()],
    [event.altKey && event.code === "KeyJ", () => mine && joinNow()],
    [control && event.key === ",", () => event.repeat || document.getElementById("leave").requestSubmit()],
    [event.altKey && (event.key === "+" || event.key === "="), () => zoom("in")],
    [event.altKey && event.key === "-", () => zoom("out")],
    [event.altKey && event.key === "0", () => zoom("fit")],
    [event.altKey && event.code === "KeyK", () => event.repeat || keepTurns()],
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

function layButtons() {
  document.getElementById("help").addEventListener("click", () => document.getElementById("keys").showModal());
  for (const button of document.querySelectorAll("[data-dialog]")) {
    button.addEventListener("click", () => document.getElementById(button.dataset.dialog).showModal());
  }
  const kind = document.getElementById("kind");
  kind.addEventListener("change", () => {
    document.getElementById("kind-go").hidden = kind.value === kind.dataset.now;
  });
  for (const button of station.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => zoom(button.dataset.zoom));
  }
  for (const button of station.querySelectorAll("[data-goto]")) {
    button.addEventListener("click", () => goTo(sheetOf(button.dataset.goto)));
  }
  document.getElementById("keep-turn")?.addEventListener("click", keepTurns);
}

function leaf(by) {
  const all = [...sheets.querySelectorAll(".sheet")];
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(inSight()) + by))];
  if (next) goTo(next);
}

// What nobody waits for is not done before what they wait for is seen.
const afterPaint = (act) => requestAnimationFrame(() => setTimeout(act));

function layPictures() {
  for (const image of station.querySelectorAll(".sheet img")) {
    const words = () => afterPaint(() => layWords(image.closest(".sheet")));
    if (image.complete && image.naturalWidth) words();
    // Again, too: a page that is turned for good is drawn anew.
    image.addEventListener("load", strips);
    image.addEventListener("load", words);
  }
}

function takePlace() {
  station = document.getElementById("station");
  list = [...station.querySelectorAll(".field")];
  approve = document.getElementById("approve");
  mine = station.dataset.mine === "yes";
  layPaper();
}

// Everything that begins anew with a paper.
function sitDown() {
  takePlace();
  looked = new Set();
  watch = startWatch();
  layPen();
  layFields();
  layButtons();
  drawBoxes(list, focus);
  layPictures();
  strips();
  count();
  const first = list.find((field) => field.classList.contains("wrong")) || list.find(asks) || list[0];
  // What is not sure of its kind is asked for its kind first: its fields depend on it.
  if (station.querySelector(".whys") && !list.some((field) => field.classList.contains("wrong"))) document.getElementById("kind").focus();
  else if (first) focus(first);
}

// A paper that gives way to another is kept as it is left; where it comes back (onward.js), it comes back so.
function asLeft() {
  hold(false);
  const scrolled = [sheets, approve].map((one) => [one, one.scrollLeft, one.scrollTop]);
  return { looked, watch, scrolled, paper: { ...paper }, focused: document.activeElement };
}

function sitBack(left) {
  takePlace();
  ({ looked, watch } = left);
  watch.since = performance.now();
  Object.assign(paper, left.paper);
  for (const dialog of document.querySelectorAll("main dialog[open]")) dialog.close();
  strips();
  left.focused.focus({ preventScroll: true });
  for (const [one, across, down] of left.scrolled) one.scrollTo(across, down);
}

function post(path, options = {}) {
  return fetch(path, { method: "POST", headers: { "X-Form-Token": formToken, Accept: "application/json" }, ...options });
}

sitDown();
window.addEventListener("resize", strips);

// The seat is kept as long as somebody is at work.
async function keepSeat() {
  const answer = await post(`${root}/review/${station.dataset.document}/seat`);
  document.getElementById("lost").hidden = answer.status !== 409;
}

let busy = false;
for (const sign of ["keydown", "pointermove"]) document.addEventListener(sign, () => { busy = true; watch.turnTo(watch.field); }, { passive: true });
setInterval(() => {
  if (busy && mine) keepSeat();
  busy = false;
}, 60000);
