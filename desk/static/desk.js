// What every page needs: htmx sends the form token, and a key of the page opens its first act.
"use strict";

// Below which address the pages lie: practice has one of its own.
const root = document.querySelector("meta[name=root]").content;
const formToken = document.querySelector("meta[name=form-token]").content;

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-Form-Token"] = formToken;
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input, textarea, select, button, a, dialog")) return;
  const act = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (act) {
    event.preventDefault();
    act.click();
  }
});

// A folded menu closes when one looks elsewhere.
for (const sign of ["click", "keydown"]) {
  document.addEventListener(sign, (event) => {
    const fold = document.querySelector("details.fold[open]");
    if (!fold || !(event.key === "Escape" || (sign === "click" && !fold.contains(event.target)))) return;
    if (fold.contains(document.activeElement)) fold.querySelector("summary").focus();
    fold.open = false;
  });
}

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog").close();
});

// What was asked for before the password was given again goes on by itself.
document.querySelector("form[data-at-once]")?.requestSubmit();
