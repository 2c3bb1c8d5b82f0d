// Ticking all results at once; and what an act asks for is asked for while it is open.
"use strict";

document.addEventListener("change", (event) => {
  if (event.target.id !== "all") return;
  for (const tick of document.querySelectorAll("#ticked [name=documents]")) tick.checked = event.target.checked;
});

// One form holds all acts on what is ticked: only the open one is asked to be filled in.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches(".bulk details")) return;
  for (const input of event.target.querySelectorAll("input")) input.required = event.target.open;
}, true);
