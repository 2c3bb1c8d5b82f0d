// The camera page: a live picture with a frame to lay the paper into, and a word when the camera is held askew.
"use strict";

const live = document.getElementById("live");
const hint = document.getElementById("hint");
const shutter = document.getElementById("shutter");
const STEEP = 12; // degrees off the table's plane from which lines of a page begin to fan out
let shots = 0;

async function start() {
  const wanted = { audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 3264 }, height: { ideal: 2448 } } };
  try {
    live.srcObject = await navigator.mediaDevices.getUserMedia(wanted);
    await live.play();
    shutter.disabled = false;
    hint.textContent = hint.dataset.frame;
  } catch {
    document.getElementById("viewfinder").hidden = true;
    shutter.hidden = true;
    document.getElementById("no-camera").hidden = false;
  }
}

// A paper lies flat on a table: the nearer the phone is to flat above it, the straighter its edges.
window.addEventListener("deviceorientation", (event) => {
  if (event.beta === null || !live.srcObject) return;
  const askew = Math.max(Math.abs(event.beta), Math.abs(event.gamma)) > STEEP;
  hint.textContent = askew ? hint.dataset.askew : hint.dataset.straight;
  hint.className = askew ? "tag held" : "tag good";
});

shutter.addEventListener("click", () => {
  const canvas = document.createElement("canvas");
  canvas.width = live.videoWidth;
  canvas.height = live.videoHeight;
  canvas.getContext("2d").drawImage(live, 0, 0);
  canvas.toBlob((blob) => {
    shots += 1;
    const at = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
    add([new File([blob], `photo ${at} ${shots}.jpg`, { type: "image/jpeg" })]);
  }, "image/jpeg", 0.92);
});

window.addEventListener("pagehide", () => { for (const track of live.srcObject?.getTracks() ?? []) track.stop(); });
start();
