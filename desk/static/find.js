// Ticking all results at once.
"use strict";

document.addEventListener("change", (event) => {
  if (event.target.id !== "all") return;
  for (const tick of document.querySelectorAll("#ticked [name=documents]")) tick.checked = event.target.checked;
});
