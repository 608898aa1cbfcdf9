/* A quiz: looks for news, sends an answer when it changes, and goes on with the space bar. */
(() => {
  "use strict";
  const at = () => document.getElementById("quiz");
  if (!at()) return;
  const live = document.getElementById("live");
  const say = (words) => { if (live && words) live.textContent = words; };
  const isHost = at().hasAttribute("data-host");

  /* Often while a question moves, seldom while nothing does. */
  let changed = Date.now();
  let trouble = 0;
  let looking = false;
  const pause = () => {
    if (trouble) return Math.min(1000 * 2 ** trouble, 15000);
    if (isHost) return 1000;
    const quiet = (Date.now() - changed) / 1000;
    const base = quiet < 60 ? 1500 : quiet < 300 ? 2500 : 5000;
    return base + Math.random() * 500;
  };
  const unsent = new Map();
  const look = async () => {
    if (looking || document.hidden || at().dataset.phase === "ended") return;
    looking = true;
    const address = new URL(at().dataset.state, location.href);
    address.searchParams.set("seen", at().dataset.seen);
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (answer.redirected || answer.status === 404) { location.reload(); return; }
      trouble = 0;
      document.getElementById("lost")?.remove();
      if (answer.status === 200) show(await answer.text());
    } catch {
      trouble += 1;
      if (trouble === 2) lost();
    } finally { looking = false; }
  };
  const lost = () => {
    if (document.getElementById("lost")) return;
    const words = document.createElement("p");
    words.id = "lost";
    words.className = "note";
    words.textContent = at().dataset.lost;
    at().before(words);
    say(words.textContent);
  };

  /* The new part takes the place of the old one; what was typed and not sent is given back. */
  const show = (html) => {
    const old = at();
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("quiz");
    if (!fresh) { location.reload(); return; }
    const question = old.querySelector("[name=question]")?.value;
    const held = question === fresh.querySelector("[name=question]")?.value ? null : unsent.get(question);
    const hadFocus = old.contains(document.activeElement);
    const wasNext = document.activeElement?.hasAttribute("data-next");
    old.replaceWith(document.adoptNode(fresh));
    changed = Date.now();
    if (held) {
      const note = document.createElement("div");
      note.className = "note note-warn";
      const text = document.createElement("p");
      text.className = "said";
      text.dir = "auto";
      text.textContent = held;
      note.append(old.dataset.closed, text);
      at().prepend(note);
    }
    unsent.clear();
    if (wasNext) at().querySelector("[data-next]")?.focus();
    else if (hadFocus || !isHost) at().querySelector("h1")?.focus();
    say(at().dataset.say || "");
  };
  let waiting;
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => { await look(); again(); }, pause());
  };

  /* The newest answer wins: one is under way at a time, and the last choice follows it. */
  let going = false;
  let next = null;
  const send = async (form) => {
    if (going) { next = form; return; }
    going = true;
    const body = new FormData(form);
    body.delete("_key");
    const place = document.getElementById("kept");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body, headers: { "HX-Request": "true" },
      });
      if (answer.status === 204) {
        if (form.elements.words?.value === body.get("words")) unsent.clear();
        place.textContent = at().dataset.kept;
      } else {
        place.textContent = (await answer.text()).slice(0, 200);
        look();
      }
    } catch {
      place.textContent = document.documentElement.dataset.silent || "";
      setTimeout(() => { if (form.isConnected) send(form); }, 2000);
    } finally {
      going = false;
      if (next) { const last = next; next = null; if (last.isConnected) send(last); }
    }
  };
  let typing;
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-answer]");
    if (!form) return;
    if (event.target.name === "words") {
      unsent.set(form.elements.question.value, event.target.value.trim());
      clearTimeout(typing);
      if (event.target.value.trim()) typing = setTimeout(() => send(form), 1200);
    } else if (form.querySelector(":checked")) send(form);
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("form[data-answer]")) {
      event.preventDefault();
      clearTimeout(typing);
      send(form);
    } else if (form.matches("form[data-act]")) {
      event.preventDefault();
      if (form.dataset.going) return;
      form.dataset.going = "1";
      const body = new FormData(form, event.submitter);
      try {
        await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
      } catch { lost(); }
      delete form.dataset.going;
      look();
    }
  });

  /* Space or the right arrow goes on, unless something else has the key. */
  document.addEventListener("keydown", (event) => {
    if (!isHost || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== " " && event.key !== "ArrowRight") return;
    if (event.target.closest?.("button, a, input, textarea, select, summary")) {
      if (event.key === " " || !event.target.closest("button")) return;
    }
    const button = at().querySelector("[data-next]");
    if (button) { event.preventDefault(); button.click(); }
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) { look(); again(); }
  });
  addEventListener("online", () => { look(); });
  again();
})();
