// A form that says data-live="ID" is sent again a moment after somebody typed, and the answer put into that element.
"use strict";
for (const form of document.querySelectorAll("form[data-live]")) {
  const target = document.getElementById(form.dataset.live);
  let waiting = 0;
  let asked = 0;
  const ask = async () => {
    const number = ++asked;
    target.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { "X-Live": "1" },
        body: new URLSearchParams(new FormData(form)),
      });
      const text = await answer.text();
      if (number === asked && answer.ok) target.innerHTML = text;
    } finally {
      if (number === asked) target.removeAttribute("aria-busy");
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 250);
  });
}
