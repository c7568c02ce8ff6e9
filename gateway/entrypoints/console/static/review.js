// Keys for those who review many lines: everything they do is a button or a link of the page as well.
document.addEventListener("keydown", (event) => {
  const inField = event.target.matches("input, select, textarea") || event.target.isContentEditable;
  if (inField || event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { j: "a[rel=next]", k: "a[rel=prev]" }[event.key];
  const found = step
    ? document.querySelector(`#choosing ${step}`)
    : [...document.querySelectorAll("#choosing [data-key]")].find((one) => one.dataset.key === event.key);
  if (!found) return;
  event.preventDefault();
  if (found.matches("input")) found.focus();
  else found.click();
});
document.querySelector(".marked")?.scrollIntoView({ block: "nearest", inline: "nearest" });
