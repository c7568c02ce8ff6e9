// Keys for those who step through a document, while it has the focus: each does what a link of the page does.
"use strict";
const stepped = document.getElementById("stepped");
const steps = document.getElementById("steps");
const step = (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const link = [...steps.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (!link) return;
  event.preventDefault();
  link.click();
};
for (const place of [stepped, steps]) place.addEventListener("keydown", step);
stepped.querySelector(".here")?.focus({ preventScroll: true });
