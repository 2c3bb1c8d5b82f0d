// From one paper to the next. While one is looked at, the next lies ready: fetched, its picture drawn, in this page's
// memory and nowhere else. It is shown when the desk has written what was decided on the one before, and says that
// nobody has touched it since. Whatever else the desk says goes the ordinary way, by form and address.
"use strict";

const FRESH = 250;
const voice = document.createElement("p");
voice.className = "sr";
voice.setAttribute("role", "status");
document.body.append(voice);

// What lies ready and was not shown yet; and the same as a promise, null where nothing does.
let ready = null;
let coming = Promise.resolve(null);
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
  ready = { address, mark, until, title: page.title, main: document.adoptNode(page.getElementById("content")) };
  return pictured(ready);
}

async function pictured(paper) {
  const image = paper.main.querySelector(".sheet img");
  if (image) {
    image.decoding = "sync";
    await image.decode().catch(() => null);
  }
  return paper;
}

// One paper at most, and not where somebody else has this one, nor beside the coach.
function lookAhead() {
  if (!mine || ready || document.getElementById("coach")) return;
  coming = fetchNext().catch(() => null);
}

function show(paper, left) {
  ready = null;
  sent = false;
  history.pushState(null, "", paper.address);
  document.title = paper.title;
  for (const back of document.querySelectorAll("input[name=next]")) back.value = paper.address.slice(root.length);
  document.getElementById("content").replaceWith(paper.main);
  document.getElementById("left").textContent = left;
  scrollTo(0, 0);
  htmx.process(paper.main);
  // A second press that comes so soon was meant for the paper before: nobody has seen this one yet.
  const fresh = document.getElementById("station");
  fresh.dataset.fresh = "";
  setTimeout(() => delete fresh.dataset.fresh, FRESH);
  sitDown();
  voice.textContent = `${paper.title} · ${left} · ${document.getElementById("asks").textContent}`;
  afterPaint(() => {
    keepSeat();
    lookAhead();
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-onward]")) return;
  event.preventDefault();
  // Pressed twice, the second press would be a decision on what is decided already.
  if (sent) return;
  sent = true;
  document.getElementById("spent").value = JSON.stringify(watch.told());
  const answer = await post(form.action, { body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  // Refused, and nothing is written: as a form it is refused with a page that says why and keeps what was typed.
  if (!answer || !answer.ok) return form.submit();
  const { address, mark, left } = await answer.json();
  const paper = await coming;
  if (paper && paper.address === address && paper.mark === mark) show(paper, left);
  else location.assign(address);
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
