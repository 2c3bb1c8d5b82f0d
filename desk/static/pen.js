// The pen: a box drawn around a value is read again. And the words of the paper, laid over it to be selected.
"use strict";

const pen = { on: false, from: null, sheet: null, rect: null };

function hold(on) {
  const penButton = document.getElementById("pen");
  pen.on = on && Boolean(penButton);
  if (!penButton) return;
  penButton.setAttribute("aria-pressed", String(pen.on));
  sheets.classList.toggle("pen", pen.on);
}

// Where on the upright page a pointer is, in fractions, however the sheet is turned on the screen.
function placeOn(sheet, event) {
  const seen = sheet.querySelector(".boxes").getBoundingClientRect();
  const across = Math.min(1, Math.max(0, (event.clientX - seen.left) / seen.width));
  const down = Math.min(1, Math.max(0, (event.clientY - seen.top) / seen.height));
  return { 0: [across, down], 90: [down, 1 - across], 180: [1 - across, 1 - down], 270: [1 - down, across] }[turnOf(sheet)];
}

function spanned(from, to) {
  return {
    left: Math.min(from[0], to[0]), top: Math.min(from[1], to[1]),
    right: Math.max(from[0], to[0]), bottom: Math.max(from[1], to[1]),
  };
}

function outline(rect, box) {
  rect.setAttribute("x", box.left);
  rect.setAttribute("y", box.top);
  rect.setAttribute("width", box.right - box.left);
  rect.setAttribute("height", box.bottom - box.top);
}

async function readAgain(field, page, box) {
  field.classList.add("waits");
  const body = new URLSearchParams({ field: field.dataset.field, page, ...box });
  const answer = await fetch(`${root}/review/${station.dataset.document}/region`, {
    method: "POST", body, headers: { "X-Form-Token": formToken, Accept: "application/json" },
  }).catch(() => null);
  field.classList.remove("waits");
  // Another paper has taken the place of the one that was asked about.
  if (!field.isConnected) return;
  const told = document.getElementById("pen-told");
  told.hidden = Boolean(answer && answer.ok);
  if (!answer || !answer.ok) return;
  const found = (await answer.json()).text;
  const place = `${page} ${box.left} ${box.top} ${box.right} ${box.bottom}`;
  field.dataset.page = page;
  field.dataset.box = place.slice(place.indexOf(" ") + 1);
  field.querySelector("[data-place]").value = place;
  if (found) input(field).value = found;
  input(field).dispatchEvent(new Event("input"));
  for (const old of sheets.querySelectorAll(`rect.box[data-field="${field.dataset.field}"]`)) old.remove();
  drawBoxes([field], focus);
  strips();
  focus(field);
}

function layPen() {
  const penButton = document.getElementById("pen");
  Object.assign(pen, { on: false, from: null });
  if (!sheets || !penButton) return;
  penButton.addEventListener("click", () => hold(!pen.on));
  sheets.addEventListener("pointerdown", (event) => {
    const sheet = event.target.closest(".sheet");
    if (!pen.on || !sheet || event.button !== 0) return;
    event.preventDefault();
    pen.sheet = sheet;
    pen.from = placeOn(sheet, event);
    pen.rect = document.createElementNS(SVG, "rect");
    pen.rect.setAttribute("class", "stroke");
    sheet.querySelector(".boxes").append(pen.rect);
    sheets.setPointerCapture(event.pointerId);
  });
  sheets.addEventListener("pointermove", (event) => {
    if (pen.from) outline(pen.rect, spanned(pen.from, placeOn(pen.sheet, event)));
  });
  sheets.addEventListener("pointerup", (event) => {
    if (!pen.from) return;
    const box = spanned(pen.from, placeOn(pen.sheet, event));
    const page = pen.sheet.dataset.page;
    pen.rect.remove();
    pen.from = null;
    hold(false);
    const field = list.find((one) => one.classList.contains("here")) || list[0];
    if (field && box.right - box.left > 0.004 && box.bottom - box.top > 0.003) readAgain(field, page, box);
  });
}

async function layWords(sheet) {
  if (!sheet.isConnected || sheet.querySelector("svg.over, svg.words")) return;
  const image = sheet.querySelector("img");
  const answer = await fetch(`${root}/review/${station.dataset.document}/pages/${sheet.dataset.page}/words`);
  if (!answer.ok) return;
  const [width, height] = [Number(image.getAttribute("width")), Number(image.getAttribute("height"))];
  const layer = document.createElementNS(SVG, "svg");
  layer.setAttribute("class", "over");
  layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
  layer.setAttribute("aria-hidden", "true");
  for (const [text, left, top, right, bottom] of await answer.json()) {
    const word = document.createElementNS(SVG, "text");
    word.setAttribute("x", left * width);
    word.setAttribute("y", (top * 0.2 + bottom * 0.8) * height);
    word.setAttribute("font-size", (bottom - top) * height * 0.8);
    word.setAttribute("textLength", (right - left) * width);
    word.setAttribute("lengthAdjust", "spacingAndGlyphs");
    word.textContent = `${text} `;
    layer.append(word);
  }
  // Above the boxes, so that words in them can be selected; a click goes through to the box below.
  sheet.querySelector(".boxes").after(layer);
  layer.addEventListener("click", (event) => {
    const box = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches("rect.box"));
    if (box && getSelection().isCollapsed) box.dispatchEvent(new Event("click"));
  });
}
