// Escape closes what was opened around the focus, and gives the focus back to what opens it.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const opened = event.target.closest("details[open]");
  if (!opened) return;
  event.preventDefault();
  opened.open = false;
  opened.querySelector("summary").focus();
});
