/* Arrow keys walk between people; single letters act only when they are switched on. */
(() => {
  "use strict";
  const links = () => [...document.querySelectorAll("#cards .mn a")];
  const mark = () => {
    const chosen = document.querySelector("[data-chosen]");
    const ref = chosen ? chosen.dataset.chosen : "";
    for (const row of document.querySelectorAll("#cards li[data-person]")) {
      row.classList.toggle("sel", row.dataset.person === ref);
    }
    for (const card of document.querySelectorAll("#cards .gcard")) {
      card.classList.toggle("gsel", ref !== "" && card.querySelector(`[data-person="${ref}"]`) !== null);
    }
  };
  const walk = (event, step) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    all[(at + step + all.length) % all.length].focus();
  };
  const letters = {
    m: () => document.querySelector("#to"),
    p: () => document.querySelector("[data-pin] button"),
    u: () => document.querySelector("[data-undo] button"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") walk(event, 1);
    if (event.key === "ArrowUp") walk(event, -1);
    if (document.documentElement.dataset.keys !== "on") return;
    if (event.target.closest("input, select, textarea")) return;
    const found = letters[event.key] ? letters[event.key]() : null;
    if (!found) return;
    event.preventDefault();
    if (found.tagName === "BUTTON") found.click();
    else found.focus();
  });
  document.addEventListener("htmx:after:swap", mark);
})();
