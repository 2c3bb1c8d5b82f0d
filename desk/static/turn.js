// Pages turned for good. The desk keeps the turn as a new version; on the screen the page, its places and what was typed
// go on as they are, so that nobody has to begin the paper again.
"use strict";

function turnedBox([left, top, right, bottom], degrees) {
  return {
    90: [1 - bottom, left, 1 - top, right],
    180: [1 - right, 1 - bottom, 1 - left, 1 - top],
    270: [top, 1 - right, bottom, 1 - left],
  }[degrees];
}

async function keepTurns() {
  const kept = [...sheets.querySelectorAll(".sheet[data-turn]")].map((sheet) => [sheet, turnOf(sheet)]);
  // Nothing is decided while this is on its way: it would be about a version that is no longer the newest.
  if (!mine || sent || !kept.length || !document.getElementById("keep-turn")) return;
  sent = true;
  const body = new URLSearchParams({ seen: approve.elements.seen.value });
  for (const [sheet, degrees] of kept) {
    body.append("page", sheet.dataset.page);
    body.append("degrees", degrees);
  }
  const answer = await post(`${root}/review/${station.dataset.document}/turn`, { body }).catch(() => null);
  const told = answer && answer.ok ? await answer.json().catch(() => null) : null;
  sent = false;
  document.getElementById("turn-told").hidden = Boolean(told);
  if (!told) return;
  const seen = `[name="seen"], [name="seen.${station.dataset.document}"]`;
  for (const holder of document.querySelectorAll(seen)) holder.value = told.version;
  for (const [sheet, degrees] of kept) turnPlaces(sheet.dataset.page, degrees);
  voice.textContent = document.getElementById("keep-turn").dataset.done;
  await Promise.all(kept.map(([sheet, degrees]) => drawAnew(sheet, degrees, told.version)));
}

function turnPlaces(page, degrees) {
  const turned = (numbers) => turnedBox(numbers.split(" ").map(Number), degrees).join(" ");
  for (const field of list) {
    if (field.dataset.page === page && field.dataset.box) field.dataset.box = turned(field.dataset.box);
    const place = field.querySelector("[data-place]");
    if (place.value.startsWith(`${page} `)) place.value = `${page} ${turned(place.value.slice(page.length + 1))}`;
  }
}

// The picture that is shown gives way when the other one is there: in between nothing stands askew.
async function drawAnew(sheet, degrees, version) {
  const image = sheet.querySelector("img");
  const { width, height } = sizeOf(sheet);
  const fresh = new Image();
  fresh.src = `${image.getAttribute("src").split("?")[0]}?version=${version}`;
  await fresh.decode().catch(() => null);
  if (!sheet.isConnected) return;
  const { page } = sheet.dataset;
  if (degrees % 180) {
    image.setAttribute("width", height);
    image.setAttribute("height", width);
  }
  image.loading = "eager";
  image.src = fresh.src;
  // Who turned it further meanwhile sees it so.
  turnTo(sheet, turnOf(sheet) + 360 - degrees);
  for (const old of sheet.querySelectorAll("rect.box, svg.over")) old.remove();
  drawBoxes(list.filter((field) => field.dataset.page === page), focus);
  const here = list.find((field) => field.classList.contains("here"));
  if (here) lightUp(here.dataset.field, false);
  for (const small of document.querySelectorAll(`img[src*="/pages/${page}/small.jpg"]`)) {
    small.src = `${small.getAttribute("src").split("?")[0]}?version=${version}`;
  }
}
