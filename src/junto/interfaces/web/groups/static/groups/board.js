/* Arrow keys walk between people; single letters act only when they are switched on. */
(() => {
  "use strict";
  const links = () => [...document.querySelectorAll("#cards .mn a")];
  let waiting = null;
  const chosen = () => {
    const panel = document.querySelector("[data-chosen]");
    return panel ? panel.dataset.chosen : "";
  };
  const mark = () => {
    const ref = chosen();
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
  const leap = (event, step) => {
    const here = document.activeElement.closest("#cards .gcard");
    if (!here) return;
    const cards = [...document.querySelectorAll("#cards .gcard")];
    const ahead = document.documentElement.dir === "rtl" ? -step : step;
    const next = cards[(cards.indexOf(here) + ahead + cards.length) % cards.length];
    event.preventDefault();
    next.querySelector(".mn a").focus();
  };
  const letters = {
    m: () => document.querySelector("#to"),
    p: () => document.querySelector("[data-pin] button"),
    u: () => document.querySelector("[data-undo] button"),
  };
  const act = (letter) => {
    const found = letters[letter]();
    if (!found) return false;
    if (found.tagName === "BUTTON") found.click();
    else found.focus();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") walk(event, 1);
    if (event.key === "ArrowUp") walk(event, -1);
    if (event.key === "ArrowRight") leap(event, 1);
    if (event.key === "ArrowLeft") leap(event, -1);
    if (document.documentElement.dataset.keys !== "on") return;
    if (event.target.closest("input, select, textarea") || !letters[event.key]) return;
    const row = event.target.closest("#cards li[data-person]");
    if (row && event.key !== "u" && row.dataset.person !== chosen()) {
      // The letter is for who has the focus: choose them first.
      event.preventDefault();
      waiting = { letter: event.key, person: row.dataset.person };
      row.querySelector(".mn a").click();
    } else if (act(event.key)) event.preventDefault();
  });
  if (document.documentElement.dataset.keys === "on" && chosen()) {
    // A letter sent the page away and back: go on from the same person.
    const row = document.querySelector(`#cards [data-person="${chosen()}"] .mn a`);
    if (row) row.focus({ preventScroll: true });
  }
  document.addEventListener("htmx:after:swap", () => {
    mark();
    if (!waiting || waiting.person !== chosen()) return;
    act(waiting.letter);
    waiting = null;
  });
})();
