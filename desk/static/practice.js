// The coach of the first practice paper: one step at a time, each over when the page shows what it asks for.
"use strict";

const steps = [...document.querySelectorAll("#coach .step")];
let at = 0;

function show() {
  for (const lit of document.querySelectorAll(".coached")) lit.classList.remove("coached");
  steps.forEach((step, place) => { step.hidden = place !== at; });
  const target = document.querySelector(steps[at].dataset.target);
  if (target) target.classList.add("coached");
}

function onward() {
  if (at < steps.length - 1) at += 1;
  show();
}

function look() {
  const wanted = steps[at].dataset.done;
  if (wanted && document.querySelector(wanted)) onward();
}

for (const step of steps) step.querySelector("button")?.addEventListener("click", () => {
  onward();
  // Back to where one was typing: the next step may ask for it.
  document.querySelector(".field.here input, .field.here textarea")?.focus();
});
for (const sign of ["keyup", "input", "click"]) document.addEventListener(sign, () => setTimeout(look));
show();
