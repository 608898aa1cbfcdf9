/* A note that several people write in at once. Until it is connected, or where sockets are blocked,
   the plain form stays: it merges what is written when it is saved. */
(() => {
  "use strict";
  const place = document.getElementById("note");
  const plain = document.getElementById("note-plain");
  if (!place || !window.notesParts || !("WebSocket" in window)) return;
  const {
    Doc, Awareness, Quill, QuillBinding, applyUpdate, encodeStateAsUpdate, encodeStateVector,
    mergeUpdates, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates,
    createRelativePositionFromTypeIndex, createRelativePositionFromJSON,
    createAbsolutePositionFromRelativePosition,
  } = window.notesParts;
  const words = place.dataset;
  const SYNC = 0, AWARENESS = 1, ASK = 0, ALL = 1, CHANGE = 2;
  const HANDS = 6;

  /* Messages: numbers of seven bits a byte, and byte strings with their length before them. */
  const number = (value) => {
    const found = [];
    for (; value > 127; value = Math.floor(value / 128)) found.push(128 | value % 128);
    return [...found, value];
  };
  const message = (kind, content) => {
    const size = number(content.length);
    const all = new Uint8Array(kind.length + size.length + content.length);
    all.set([...kind, ...size]);
    all.set(content, kind.length + size.length);
    return all;
  };
  const content = (bytes, from) => {
    let at = from, size = 0, unit = 1;
    for (;;) {
      const byte = bytes[at];
      at += 1;
      size += (byte % 128) * unit;
      if (byte < 128) break;
      unit *= 128;
    }
    return bytes.subarray(at, at + size);
  };

  const say = (sentence) => {
    const live = document.getElementById("live");
    if (!live || !sentence) return;
    live.textContent = "";
    setTimeout(() => { live.textContent = sentence; }, 60);
  };

  const doc = new Doc();
  const text = doc.getText("text");
  const awareness = new Awareness(doc);
  if (!words.named) awareness.setLocalState(null);
  const box = document.getElementById("note-text");
  const quill = new Quill(box, {
    formats: ["bold", "header", "list"],
    modules: {
      /* The Tab key leaves the editor, as it leaves every other field. */
      keyboard: { bindings: {
        tab: null, indent: null, outdent: null, "remove tab": null, "outdent backspace": null,
      } },
      history: { userOnly: true },
      uploader: { mimetypes: [] },
    },
  });
  const editor = quill.root;
  editor.setAttribute("role", "textbox");
  editor.setAttribute("aria-multiline", "true");
  editor.setAttribute("aria-label", box.dataset.label);
  editor.setAttribute("dir", "auto");
  new QuillBinding(text, quill);

  /* Where it stands: saved, on its way, or on this page alone. */
  const state = document.getElementById("note-state");
  let shown = "";
  const stand = (name) => {
    if (name === shown) return;
    state.dataset.is = name;
    state.textContent = words[name];
    if (name === "away" || name === "full" || name === "closed" || name === "broken") say(words[name]);
    else if (shown === "away") say(words.back);
    shown = name;
  };
  const over = (name) => {
    isOver = true;
    quill.disable();
    stand(name);
  };

  let socket, isOpen = false, isOver = false, tries = 0;
  let sent = 0, taken = 0, since = 0;
  let unsent = [];
  let flushing, pointing;
  const isWaiting = () => unsent.length > 0 || taken < sent;
  const flush = () => {
    clearTimeout(flushing);
    flushing = undefined;
    if (!isOpen || !unsent.length) return;
    socket.send(message([SYNC, CHANGE], mergeUpdates(unsent)));
    unsent = [];
    sent += 1;
    since = Date.now();
  };
  doc.on("update", (update, origin) => {
    if (origin === "others" || isOver) return;
    unsent.push(update);
    if (isOpen) stand("sending");
    flushing ??= setTimeout(flush, 150);
  });
  const point = () => {
    clearTimeout(pointing);
    pointing = setTimeout(() => {
      if (isOpen && words.named) {
        socket.send(message([AWARENESS], encodeAwarenessUpdate(awareness, [doc.clientID])));
      }
    }, 120);
  };

  /* Others' cursors, drawn over the text; a screen reader hears who comes and goes. */
  const carets = document.createElement("div");
  carets.setAttribute("aria-hidden", "true");
  box.append(carets);
  const here = document.getElementById("note-here");
  let present = new Set();
  const others = () => [...awareness.getStates()].filter(([id, at]) => id !== doc.clientID && at?.user);
  const draw = () => {
    carets.replaceChildren();
    for (const [id, at] of others()) {
      if (!at.cursor?.head) continue;
      let found;
      try {
        found = createAbsolutePositionFromRelativePosition(createRelativePositionFromJSON(at.cursor.head), doc);
      } catch { continue; }
      const bounds = found && found.type === text && quill.getBounds(Math.min(found.index, quill.getLength() - 1));
      if (!bounds) continue;
      const caret = document.createElement("div");
      caret.className = `note-caret hand-${id % HANDS + 1}`;
      caret.style.left = `${bounds.left}px`;
      caret.style.top = `${bounds.top}px`;
      caret.style.height = `${bounds.height}px`;
      const name = document.createElement("span");
      name.textContent = at.user.name;
      caret.append(name);
      carets.append(caret);
    }
  };
  let drawing;
  const drawSoon = () => { cancelAnimationFrame(drawing); drawing = requestAnimationFrame(draw); };
  const listOthers = () => {
    const found = new Map(others().map(([id, at]) => [at.user.name, id]));
    const named = (sentence, name) => sentence.replace("{name}", () => name);
    for (const name of found.keys()) if (!present.has(name)) say(named(words.came, name));
    for (const name of present) if (!found.has(name)) say(named(words.went, name));
    present = new Set(found.keys());
    here.replaceChildren(...[...found].map(([name, id]) => {
      const item = document.createElement("li");
      item.className = `hand-${id % HANDS + 1}`;
      const word = document.createElement("bdi");
      word.textContent = name;
      item.append(word);
      return item;
    }));
    drawSoon();
  };
  awareness.on("change", listOthers);
  addEventListener("resize", drawSoon);
  const onSelection = () => {
    const at = quill.getSelection();
    for (const button of place.querySelectorAll("[data-format]")) {
      const now = at ? quill.getFormat(at)[button.dataset.format] : undefined;
      button.setAttribute("aria-pressed", String(String(now) === button.dataset.value));
    }
    drawSoon();
    if (!words.named) return;
    const cursor = at && {
      anchor: createRelativePositionFromTypeIndex(text, at.index),
      head: createRelativePositionFromTypeIndex(text, at.index + at.length),
    };
    awareness.setLocalState({ cursor });
    point();
  };
  quill.on("editor-change", onSelection);
  let last = null;
  quill.on("selection-change", (range) => { if (range) last = range; });
  for (const button of place.querySelectorAll("[data-format]")) {
    button.addEventListener("click", () => {
      const { format, value } = button.dataset;
      const isOn = button.getAttribute("aria-pressed") === "true";
      quill.setSelection(last ?? { index: quill.getLength() - 1, length: 0 });
      quill.format(format, isOn ? false : value === "true" ? true : Number(value) || value, "user");
    });
  }

  /* The connection. What was written without one goes when there is one again. */
  const showEditor = () => {
    if (!place.hidden) return;
    const field = plain?.querySelector("textarea");
    /* Somebody has begun to type there: it merges when they save. */
    if (field && field.value !== field.defaultValue) { isOver = true; socket.close(); return; }
    const hadFocus = document.activeElement === field;
    place.hidden = false;
    plain?.remove();
    if (hadFocus) quill.focus();
  };
  const hear = (event) => {
    if (typeof event.data === "string") {
      const said = JSON.parse(event.data);
      if (said.taken) { taken = said.taken; since = Date.now(); }
      if (said.saved && !isWaiting()) stand("stored");
      return;
    }
    const bytes = new Uint8Array(event.data);
    if (bytes[0] === AWARENESS) {
      applyAwarenessUpdate(awareness, content(bytes, 1), "others");
    } else if (bytes[1] === ASK) {
      const missing = encodeStateAsUpdate(doc, content(bytes, 2));
      unsent = [];
      /* Two zeros: nothing is missing there. */
      if (missing.length > 2) { unsent = [missing]; flush(); }
    } else {
      applyUpdate(doc, content(bytes, 2), "others");
      if (bytes[1] === ALL) {
        showEditor();
        stand(isWaiting() ? "sending" : "stored");
        point();
      }
      drawSoon();
    }
  };
  const connect = () => {
    if (isOver) return;
    const address = new URL(words.live, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    const own = socket;
    own.addEventListener("open", () => {
      if (own !== socket) return;
      isOpen = true;
      tries = sent = taken = 0;
      own.send(message([SYNC, ASK], encodeStateVector(doc)));
    });
    own.addEventListener("message", (event) => { if (own === socket) hear(event); });
    own.addEventListener("close", (event) => {
      if (own !== socket) return;
      isOpen = false;
      removeAwarenessStates(awareness, others().map(([id]) => id), "others");
      if (isOver) return;
      if (event.code === 4404 && !isWaiting()) { location.reload(); return; }
      if (event.code === 4404) { over("closed"); return; }
      if (event.code === 4413) { over("full"); return; }
      if (event.code === 4400) { over("broken"); return; }
      stand("away");
      tries += 1;
      /* Never connected: the plain form is there. */
      if (place.hidden && tries > 3) return;
      setTimeout(connect, Math.min(1000 * 2 ** tries, 15000) * (0.75 + Math.random() / 2));
    });
  };
  /* A connection may be gone without a word. */
  setInterval(() => {
    if (isOpen && taken < sent && Date.now() - since > 15000) socket.close();
  }, 5000);
  addEventListener("beforeunload", (event) => { if (!place.hidden && isWaiting()) event.preventDefault(); });
  addEventListener("pagehide", () => { flush(); socket?.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  addEventListener("online", () => { if (!isOpen && !isOver) { tries = 0; connect(); } });
  connect();
})();
