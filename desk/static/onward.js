// From one paper to the next. While one is looked at, the next lies ready: fetched, its picture drawn, in this page's
// memory and nowhere else. At the press of the key it is shown, and says that the one before is being saved: until the
// desk says that this stands, and that nobody has touched the next one since, nothing is decided on it and it has no
// address. Where it does not stand, the one before comes back as it was left.
"use strict";

const FRESH = 250;
// A seat ends after ten minutes. What has lain here for nearly as long may be somebody else's: it waits for the desk.
const STALE = 9 * 60000;
const voice = document.createElement("p");
voice.className = "sr";
voice.setAttribute("role", "status");
document.body.append(voice);

// What lies ready and does not stand yet; and the same as a promise, null where nothing does.
let ready = null;
let coming = Promise.resolve(null);
// Something was sent that nothing else may overtake.
let sent = false;

async function fetchNext() {
  const told = await post(`${root}/review/${station.dataset.document}/ahead`);
  const { address } = told.ok ? await told.json() : {};
  if (!address || !address.startsWith(`${root}/review/`)) return null;
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const { mine: own, mark, until } = page.getElementById("station").dataset;
  // Somebody was faster; or it is the paper that is coached, which brings a script of its own.
  if (own !== "yes" || page.getElementById("coach")) return null;
  const main = document.adoptNode(page.getElementById("content"));
  ready = { address, mark, until, title: page.title, main, since: Date.now(), drawn: false, left: null };
  return pictured(ready);
}

async function pictured(paper) {
  const image = paper.main.querySelector(".sheet img");
  if (image) {
    image.decoding = "sync";
    await image.decode().catch(() => null);
  }
  paper.drawn = true;
  return paper;
}

// One paper at most, and not where somebody else has this one, nor beside the coach.
function lookAhead() {
  if (!mine || ready || document.getElementById("coach")) return;
  coming = fetchNext().catch(() => null);
}

// A paper takes the place of the one that is on the screen, which is returned as it is left.
function exchange(paper) {
  const before = { title: document.title, main: document.getElementById("content"), left: asLeft() };
  before.main.replaceWith(paper.main);
  document.title = paper.title;
  if (paper.left) sitBack(paper.left);
  else {
    scrollTo(0, 0);
    htmx.process(paper.main);
    sitDown();
  }
  return before;
}

function bring(paper) {
  const before = exchange(paper);
  // A second press that comes so soon was meant for the paper before: nobody has seen this one yet.
  const fresh = station;
  fresh.dataset.fresh = "";
  setTimeout(() => delete fresh.dataset.fresh, FRESH);
  return before;
}

function takeBack(before) {
  ready.left = exchange(before).left;
}

// The one before is decided, and this one is what the desk hands out next.
function stand(paper, left) {
  ready = null;
  sent = false;
  history.pushState(null, "", paper.address);
  for (const back of document.querySelectorAll("input[name=next]")) back.value = paper.address.slice(root.length);
  document.getElementById("left").textContent = left;
  voice.textContent = `${paper.title} · ${left} · ${document.getElementById("asks").textContent}`;
  afterPaint(() => {
    keepSeat();
    lookAhead();
  });
}

async function decide(form) {
  sent = true;
  document.getElementById("not-saved").hidden = true;
  document.getElementById("spent").value = JSON.stringify(watch.told());
  const sending = post(form.action, { body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  const before = ready && ready.drawn && Date.now() - ready.since < STALE ? bring(ready) : null;
  station.dataset.waits = "";
  const answer = await sending;
  const told = answer && answer.ok ? await answer.json().catch(() => null) : null;
  delete station.dataset.waits;
  if (told) return goOn(told, before);
  if (before) takeBack(before);
  // Refused, and nothing is written: as a form it is refused with a page that says why and keeps what was typed.
  if (answer && answer.status >= 400 && answer.status < 500) return form.submit();
  // The desk is away, or what it said was cut off. All is here still, and to send it once more does no harm: what was
  // decided after all is not decided again, and the desk says so.
  sent = false;
  document.getElementById("not-saved").hidden = false;
}

async function goOn({ address, mark, left }, before) {
  const paper = await coming;
  if (!paper || paper.address !== address || paper.mark !== mark) return location.assign(address);
  if (!before) bring(paper);
  stand(paper, left);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if (!sent && !form.matches("[data-onward]")) return;
  event.preventDefault();
  // Pressed twice, the second press would be a decision on what is decided already; and any other page would hide what
  // becomes of the first.
  if (!sent) decide(form);
});

// Who closes the window now would not hear of a refusal.
addEventListener("beforeunload", (event) => {
  if ("waits" in station.dataset) event.preventDefault();
});

// Back and forward lead to addresses, as ever: what they show is asked of the desk.
addEventListener("popstate", () => {
  if (location.pathname !== `${root}/review/${station.dataset.document}`) location.reload();
});

// What lies ready is given back when this page is left; where that fails, its seat ends by itself.
addEventListener("pagehide", () => {
  if (ready) post(`${ready.address}/give-back`, { keepalive: true, body: new URLSearchParams({ until: ready.until }) });
  ready = null;
  coming = Promise.resolve(null);
});
addEventListener("pageshow", () => {
  sent = false;
  lookAhead();
});
