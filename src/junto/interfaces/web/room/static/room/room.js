/* The room: looks for news, counts down from the server's clock, and speaks politely. */
(() => {
  "use strict";
  const room = () => document.getElementById("room");
  const live = () => document.getElementById("live");
  if (!room()) return;

  /* The server's clock; this device's may be wrong by hours. */
  let ahead = Number(room().dataset.now) - Date.now();
  const now = () => Date.now() + ahead;

  const say = (words) => {
    const place = live();
    if (!place || !words) return;
    place.textContent = "";
    setTimeout(() => { place.textContent = words; }, 60);
  };

  /* Looking for news: often while things move, seldom while nothing does. */
  let changed = Date.now();
  let alive = false;
  let trouble = 0;
  let looking = false;
  /* A network that swallows a request must not keep the page from asking again. */
  const PATIENCE = 8000;
  const pause = () => {
    if (alive) return 10000;
    if (trouble) return Math.min(1000 * 2 ** trouble, 15000);
    const quiet = (Date.now() - changed) / 1000;
    if (quiet < 10) return 1000;
    if (quiet < 40) return 2000;
    return room()?.hasAttribute("data-eager") ? 3000 : 5000;
  };
  const look = async () => {
    const at = room();
    if (!at || looking || document.hidden || at.dataset.phase === "ended") return;
    looking = true;
    const address = new URL(at.dataset.state, location.href);
    address.searchParams.set("seen", at.dataset.seen);
    try {
      const answer = await fetch(address, {
        headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.redirected || answer.status === 404) { location.reload(); return; }
      if (answer.status >= 500) throw new Error("busy");
      if (trouble) { trouble = 0; say(""); document.getElementById("lost")?.remove(); }
      sendKept();
      if (answer.status === 200) htmx.trigger(at, "look");
    } catch {
      trouble += 1;
      if (trouble === 2) lost();
    } finally { looking = false; }
  };
  const lost = () => {
    const at = room();
    if (!at || document.getElementById("lost")) return;
    const words = document.createElement("p");
    words.id = "lost";
    words.className = "note room-lost";
    words.textContent = at.dataset.lost;
    at.before(words);
    say(words.textContent);
  };
  let waiting;
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => { await look(); again(); }, pause());
  };

  /* A socket says that there is news, and that somebody is here. Where something between closes
     it, looking goes on as without one. */
  const BEAT = 10000;
  let socket;
  let tries = 0;
  const known = () => Number.parseInt(room()?.dataset.seen ?? "0", 10) || 0;
  /* Two answers may overtake each other: what is older than the page is not shown. */
  document.addEventListener("htmx:before:swap", (event) => {
    const ctx = event.detail.ctx;
    if (ctx?.target?.id !== "room") return;
    const told = /data-seen="(\d+)/.exec(ctx.text ?? "");
    if (told && Number(told[1]) < known()) event.preventDefault();
  });
  const connect = () => {
    const at = room();
    if (!at?.dataset.live || !("WebSocket" in window) || at.dataset.phase === "ended") return;
    const address = new URL(at.dataset.live, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    socket = new WebSocket(address);
    socket.addEventListener("message", async (event) => {
      alive = true;
      tries = 0;
      again();
      if (JSON.parse(event.data).n > known()) {
        while (looking) await new Promise((go) => { setTimeout(go, 20); });
        look();
      }
    });
    socket.addEventListener("close", (event) => {
      alive = false;
      again();
      tries += 1;
      /* Turned away: the look that follows is told why. */
      if (event.code === 4404) { look(); if (tries > 2) return; }
      setTimeout(connect, Math.min(1000 * 2 ** tries, 15000) * (0.75 + Math.random() / 2));
    });
  };
  setInterval(() => {
    if (alive && !document.hidden && socket.readyState === 1) socket.send('{"here":1}');
  }, BEAT);
  addEventListener("pagehide", () => socket?.close());

  /* What is sent without a connection waits in this tab, and goes once there is one. */
  const KEPT = "junto-unsent";
  const kept = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  const isCut = () => !navigator.onLine || trouble > 1;
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("#room form");
    if (!form || !isCut()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const body = new FormData(form, event.submitter);
    const entries = [...body.entries()].filter(([, value]) => typeof value === "string");
    sessionStorage.setItem(KEPT, JSON.stringify([...kept(), [form.getAttribute("action"), entries]]));
    say(room().dataset.queued);
    const words = document.createElement("p");
    words.className = "note note-quiet";
    words.textContent = room().dataset.queued;
    form.querySelector(":scope > p.note-quiet")?.remove();
    form.append(words);
  }, true);
  /* What the server refuses is shown to its writer, to copy or to send again. */
  const giveBack = (entries) => {
    const place = document.getElementById("unsent");
    const texts = entries.filter(([name, value]) => /^(text|what|note|line)/.test(name) && value.trim());
    if (!place || !texts.length) return;
    const words = document.createElement("p");
    words.className = "note";
    words.textContent = place.dataset.title;
    place.append(words);
    for (const [, value] of texts) {
      const box = document.createElement("textarea");
      box.className = "in said";
      box.rows = 3;
      box.value = value;
      box.setAttribute("aria-label", place.dataset.title);
      place.append(box);
    }
    place.hidden = false;
  };
  /* Sent just as the connection went: it is not on its way any more. */
  document.addEventListener("htmx:error", (event) => {
    const form = event.target.closest?.("#room form") ?? document.querySelector("#room form[data-going]");
    if (form) delete form.dataset.going;
  });
  let sending = false;
  const sendKept = async () => {
    if (sending || isCut() || !kept().length) return;
    sending = true;
    try {
      for (let left = kept(); left.length; left = kept()) {
        const [action, entries] = left[0];
        const body = new URLSearchParams(entries);
        const answer = await fetch(action, {
          method: "POST", body, headers: { "HX-Request": "true" },
        });
        /* Kept until the server has taken it: signed out, or a proxy that answers for it, has not. */
        const signedOut = answer.redirected && !answer.url.includes("/room");
        if (answer.status >= 500 || signedOut) { trouble += 1; return; }
        if (!answer.ok && answer.status !== 409) giveBack(entries);
        sessionStorage.setItem(KEPT, JSON.stringify(left.slice(1)));
      }
      document.querySelectorAll("#room form > p.note-quiet").forEach((each) => each.remove());
      htmx.trigger(room(), "look");
    } catch { /* Still cut off: the next look tries again. */ } finally { sending = false; }
  };

  /* What somebody was writing stays, even when its stage has passed. */
  let before = [];
  const dirty = (form) =>
    [...form.querySelectorAll("textarea")].some((box) => box.value.trim());
  document.addEventListener("htmx:before:swap", () => {
    before = [...document.querySelectorAll("#room form[data-write]")].filter(dirty).map((form) => ({
      id: form.id, form: form.cloneNode(true),
      values: [...form.querySelectorAll("textarea,input:not([type=hidden])")].map((box) => box.value),
    }));
  });
  const keepUnsent = () => {
    const place = document.getElementById("unsent");
    for (const { id, form, values } of before) {
      if (document.getElementById(id) || form.dataset.going) continue;
      form.querySelectorAll("textarea,input:not([type=hidden])").forEach((box, i) => {
        box.value = values[i];
      });
      form.removeAttribute("data-write");
      for (const name of form.getAttributeNames()) if (name.startsWith("hx-")) form.removeAttribute(name);
      if (!place.querySelector("p.note")) {
        const words = document.createElement("p");
        words.className = "note";
        words.textContent = place.dataset.title;
        place.append(words);
      }
      place.append(form);
      place.hidden = false;
    }
    before = [];
  };
  document.addEventListener("submit", (event) => {
    if (event.target.matches?.("form[data-write]")) event.target.dataset.going = "1";
  }, true);

  /* What is typed is kept after two quiet seconds: a closed tab loses nothing. */
  const keeping = new Map();
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("#room form[data-draft]");
    if (!form) return;
    clearTimeout(keeping.get(form.dataset.draft));
    keeping.set(form.dataset.draft, setTimeout(() => {
      const body = new FormData(form);
      body.delete("_key");
      body.set("_form", form.dataset.draft);
      fetch(room().dataset.drafts, { method: "POST", body, keepalive: true }).catch(() => {});
    }, 2000));
  });
  document.addEventListener("submit", (event) => {
    clearTimeout(keeping.get(event.target.dataset?.draft));
  }, true);

  /* One letter each, for those who switched such keys on. */
  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.keys !== "on") return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    if (event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
    const button = document.querySelector(`#controls [data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  let spoken = room().dataset.spoken;
  document.addEventListener("htmx:after:swap", () => {
    const at = room();
    if (!at) return;
    ahead = Number(at.dataset.now) - Date.now();
    changed = Date.now();
    keepUnsent();
    if (at.dataset.spoken !== spoken) { spoken = at.dataset.spoken; say(spoken); }
    tick();
  });

  /* The countdown goes on without the server. */
  let told = "";
  const tell = (clock, left, whole) => {
    const words = room().dataset;
    const key = clock.dataset.ends;
    const moments = [
      [whole / 2, "half", whole > 360], [120, "two", whole > 240],
      [30, "thirty", whole > 60], [0, "over", true],
    ];
    const due = moments.filter(([at, , wanted]) => wanted && left <= at).pop();
    if (!due) return;
    const name = `${key}:${due[1]}`;
    if (told === name) return;
    const first = told.startsWith(`${key}:`) || left > due[0] - 2;
    told = name;
    if (first) say(words[due[1]]);
  };
  const tick = () => {
    const clock = document.querySelector("#room .timer");
    if (!clock || clock.dataset.still || !clock.dataset.ends) return;
    const left = (Number(clock.dataset.ends) - now()) / 1000;
    const whole = Number(clock.dataset.seconds) || 1;
    const [big, small] = [clock.querySelector(".tt"), clock.querySelector(".hint")];
    if (left < 0) {
      big.textContent = `+${Math.floor(-left / 60) + 1}`;
      small.textContent = clock.dataset.beyond;
    } else if (left <= 60) {
      big.textContent = String(Math.floor(left));
      small.textContent = clock.dataset.last;
    } else {
      big.textContent = String(Math.ceil(left / 60));
      small.textContent = clock.dataset.left.replace("#", Math.ceil(whole / 60));
    }
    clock.classList.toggle("last", left <= 60);
    const part = Math.max(0, Math.min(100, (100 * left) / whole));
    clock.querySelector(".arc").setAttribute("stroke-dasharray", `${part.toFixed(1)} 100`);
    tell(clock, left, whole);
  };
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) { tick(); look(); again(); }
  });
  addEventListener("online", () => { look(); });
  tick();
  again();
  connect();
  sendKept();
})();
