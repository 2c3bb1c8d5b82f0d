// The paper: boxes over its pages, zoom, turning, and the strip that shows what a field was read from.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
let sheets;
// The page that was last gone to or turned; none of a paper that has just been laid down, which is whole and upright.
const paper = { zoom: 1, page: null };

function layPaper() {
  sheets = document.getElementById("sheets");
  Object.assign(paper, { zoom: 1, page: null });
}

// The page that a person means: the one they went to, while half of it is to be seen; else the one in the middle.
function inSight() {
  const seen = sheets.getBoundingClientRect();
  const [top, bottom] = [Math.max(0, seen.top), Math.min(innerHeight, seen.bottom)];
  const share = (own) => (Math.min(own.bottom, bottom) - Math.max(own.top, top)) / Math.min(own.height, bottom - top);
  const gone = sheetOf(paper.page);
  if (gone && share(gone.getBoundingClientRect()) >= 0.5) return gone;
  const all = [...sheets.querySelectorAll(".sheet")];
  return all.find((sheet) => sheet.getBoundingClientRect().bottom > (top + bottom) / 2) || all.at(-1);
}

function goTo(sheet) {
  paper.page = sheet.dataset.page;
  sheet.scrollIntoView();
}

// How far a page is turned on the screen, clockwise, beyond what is kept with the paper.
const turnOf = (sheet) => Number(sheet.dataset.turn || 0);

function turnTo(sheet, degrees) {
  const { width, height } = sizeOf(sheet);
  sheet.style.setProperty("--tall", height / width);
  if (degrees % 360) sheet.dataset.turn = degrees % 360;
  else delete sheet.dataset.turn;
  const keep = document.getElementById("keep-turn");
  if (keep) keep.hidden = !sheets.querySelector(".sheet[data-turn]");
}

// Width and height of a page as it is kept; only their ratio matters.
function sizeOf(sheet) {
  const image = sheet.querySelector("img");
  if (!image) return sheet.querySelector("svg.words").viewBox.baseVal;
  if (image.naturalWidth) return { width: image.naturalWidth, height: image.naturalHeight };
  return { width: Number(image.getAttribute("width")), height: Number(image.getAttribute("height")) };
}

function boxOf(holder) {
  if (!holder.dataset.box) return null;
  const [left, top, right, bottom] = holder.dataset.box.split(" ").map(Number);
  return { page: holder.dataset.page, left, top, right, bottom };
}

function sheetOf(page) {
  return sheets && sheets.querySelector(`.sheet[data-page="${page}"]`);
}

function drawBoxes(holders, onClick) {
  for (const holder of holders) {
    const box = boxOf(holder);
    const sheet = box && sheetOf(box.page);
    if (!sheet) continue;
    const rect = document.createElementNS(SVG, "rect");
    const pad = 0.004;
    rect.setAttribute("x", box.left - pad);
    rect.setAttribute("y", box.top - pad);
    rect.setAttribute("width", box.right - box.left + 2 * pad);
    rect.setAttribute("height", box.bottom - box.top + 2 * pad);
    rect.setAttribute("class", `box ${holder.className}`);
    rect.dataset.field = holder.dataset.field;
    if (onClick) rect.addEventListener("click", () => onClick(holder));
    sheet.querySelector(".boxes").append(rect);
  }
}

function lightUp(field, scroll) {
  if (!sheets) return;
  for (const rect of sheets.querySelectorAll("rect.box")) {
    rect.classList.toggle("on", rect.dataset.field === field);
  }
  const rect = sheets.querySelector("rect.box.on");
  if (!rect || !scroll) return;
  const seen = sheets.getBoundingClientRect();
  const place = rect.getBoundingClientRect();
  // Only what is out of sight is moved: a page that jumps at each key is hard to read.
  const margin = 40;
  let down = 0;
  let across = 0;
  if (place.top < seen.top + margin || place.bottom > seen.bottom - margin) {
    down = place.top + place.height / 2 - (seen.top + seen.height / 2);
  }
  if (place.left < seen.left + margin || place.right > seen.right - margin) {
    across = place.left + place.width / 2 - (seen.left + seen.width / 2);
  }
  sheets.scrollBy({ top: down, left: across });
}

function drawStrip(canvas, holder, room) {
  const box = boxOf(holder);
  const sheet = box && sheetOf(box.page);
  const image = sheet && sheet.querySelector("img");
  if (!image || !image.complete || !image.naturalWidth || !room) return;
  const padX = Math.max(0.012, (box.right - box.left) * 0.06);
  const padY = Math.max(0.004, (box.bottom - box.top) * 0.3);
  const left = Math.max(0, box.left - padX) * image.naturalWidth;
  const top = Math.max(0, box.top - padY) * image.naturalHeight;
  const width = Math.min(1, box.right + padX) * image.naturalWidth - left;
  const height = Math.min(1, box.bottom + padY) * image.naturalHeight - top;
  const ratio = window.devicePixelRatio || 1;
  const scale = Math.min(room / width, 64 / height);
  canvas.width = room * ratio;
  canvas.height = Math.ceil(height * scale * ratio);
  canvas.style.height = `${Math.ceil(height * scale)}px`;
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, left, top, width, height, 0, 0, width * scale * ratio, height * scale * ratio);
}

function applyZoom() {
  for (const sheet of sheets.querySelectorAll(".sheet")) {
    sheet.style.width = `${100 * paper.zoom}%`;
  }
}

function zoom(how) {
  const sheet = inSight();
  if (!sheet) return;
  if (how === "in") paper.zoom = Math.min(4, paper.zoom * 1.25);
  if (how === "out") paper.zoom = Math.max(0.3, paper.zoom / 1.25);
  if (how === "fit") {
    const box = sheet.getBoundingClientRect();
    paper.zoom = Math.min(1, paper.zoom * (sheets.clientHeight - 24) / box.height);
  }
  if (how === "turn") {
    paper.page = sheet.dataset.page;
    turnTo(sheet, turnOf(sheet) + 90);
  }
  applyZoom();
  // It takes less room than before, or more: it stays in sight all the same.
  if (how === "turn") sheet.scrollIntoView({ block: "nearest" });
}

layPaper();
if (sheets && !document.getElementById("station")) {
  const rows = document.querySelectorAll("tr[data-field]");
  drawBoxes(rows);
  for (const row of rows) {
    row.addEventListener("pointerenter", () => lightUp(row.dataset.field, false));
  }
}
