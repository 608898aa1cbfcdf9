/* Junto's own behavior: small helpers over pages that work without them. */
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const root = document.documentElement;

  /* One polite live region a page. Emptied first, so the same words are spoken again. */
  let speaking;
  const say = (words) => {
    const live = $("#live");
    if (!live || !words) return;
    live.textContent = "";
    clearTimeout(speaking);
    speaking = setTimeout(() => { live.textContent = words; }, 80);
  };

  /* Theme and density, kept in this browser. */
  const DEFAULTS = { theme: "auto", density: "roomy" };
  const press = () => {
    for (const [name, usual] of Object.entries(DEFAULTS)) {
      const now = root.dataset[name] || usual;
      for (const button of $$(`[data-set-${name}]`)) {
        button.setAttribute("aria-pressed", button.getAttribute(`data-set-${name}`) === now);
      }
    }
  };
  const choose = (name, value) => {
    const usual = value === DEFAULTS[name];
    if (usual) delete root.dataset[name];
    else root.dataset[name] = value;
    try {
      if (usual) localStorage.removeItem("junto-" + name);
      else localStorage.setItem("junto-" + name, value);
    } catch { /* storage is switched off: the choice holds for this page */ }
    press();
  };

  /* Focus goes to the first problem, and the title says so. */
  const meetErrors = (from) => {
    const summary = from.matches?.("[data-errors]") ? from : $("[data-errors]", from);
    if (!summary || summary.closest("[data-sample]")) return false;
    const prefix = summary.dataset.title;
    if (prefix && !document.title.startsWith(prefix)) {
      document.title = `${prefix} ${document.title}`;
    }
    summary.focus();
    return true;
  };
  const focusTo = (element) => {
    if (!element) return;
    if (!element.matches("a[href],button,input,select,textarea,summary,[tabindex]")) {
      element.tabIndex = -1;
    }
    element.focus({ preventScroll: false });
  };

  /* The command palette. */
  const palette = $("#palette");
  const paletteInput = palette && $("input", palette);
  const options = () => $$("[role=option]", palette).filter((option) => !option.hidden);
  const select = (option) => {
    for (const other of $$("[role=option]", palette)) {
      const chosen = other === option;
      other.setAttribute("aria-selected", chosen);
      other.classList.toggle("sel", chosen);
      if (chosen) {
        other.id ||= `option-${Math.random().toString(36).slice(2, 9)}`;
        paletteInput.setAttribute("aria-activedescendant", other.id);
        other.scrollIntoView({ block: "nearest" });
      }
    }
    if (!option) paletteInput.removeAttribute("aria-activedescendant");
  };
  const openPalette = () => {
    if (!palette || palette.open) return;
    palette.showModal();
    paletteInput.value = "";
    filterPalette();
  };
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  const filterPalette = () => {
    const wanted = plain(paletteInput.value.trim());
    for (const option of $$("#palette-list > [role=option]", palette)) {
      option.hidden = !plain(option.textContent).includes(wanted);
    }
    select(options()[0]);
  };
  if (palette) {
    paletteInput.addEventListener("input", filterPalette);
    paletteInput.addEventListener("keydown", (event) => {
      const list = options();
      const at = list.findIndex((option) => option.classList.contains("sel"));
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        select(list[(at + step + list.length) % list.length]);
      } else if (event.key === "Enter" && list[at]) {
        event.preventDefault();
        list[at].click();
      }
    });
    palette.addEventListener("click", (event) => {
      if (event.target === palette) palette.close();
    });
  }

  /* Menus: arrows move, and the menu stands below the button that opened it. */
  const opener = (menu) => $(`[popovertarget="${menu.id}"]`);
  const place = (menu) => {
    const button = opener(menu)?.getBoundingClientRect();
    if (!button) return;
    const box = menu.getBoundingClientRect();
    const below = button.bottom + 4;
    const top = below + box.height > innerHeight && button.top > box.height
      ? button.top - box.height - 4 : below;
    const start = getComputedStyle(root).direction === "rtl"
      ? button.right - box.width : button.left;
    menu.style.top = `${top}px`;
    menu.style.left = `${Math.max(8, Math.min(start, innerWidth - box.width - 8))}px`;
    menu.style.right = "auto";
  };
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.("[popover].menu")) return;
    const open = event.newState === "open";
    opener(menu)?.setAttribute("aria-expanded", open);
    if (open && menu.matches("[data-menu]")) place(menu);
  }, true);
  const walkMenu = (event) => {
    const menu = event.target.closest?.("[popover].menu, [data-tiles]");
    if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
    const items = $$("a[href],button:not([hidden])", menu).filter((item) => item.offsetParent);
    const at = items.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    items[(to + items.length) % items.length].focus();
  };

  /* Clicks of helpers; the rest of the page is links and forms. */
  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest?.(selector);
    let hit;
    if ((hit = on("[data-set-theme]"))) choose("theme", hit.dataset.setTheme);
    else if ((hit = on("[data-set-density]"))) choose("density", hit.dataset.setDensity);
    else if (on("[data-palette]")) { event.preventDefault(); openPalette(); }
    else if ((hit = on("[data-dialog]"))) {
      const dialog = document.getElementById(hit.dataset.dialog);
      if (dialog) { event.preventDefault(); dialog.showModal(); }
    } else if ((hit = on("[data-close]"))) hit.closest("dialog")?.close();
    else if ((hit = on("[data-dismiss]"))) hit.closest(".toast")?.remove();
    else if ((hit = on("[data-copy]"))) copyText(hit);
    else if ((hit = on(".errsum a[href^='#']"))) {
      const field = document.getElementById(hit.hash.slice(1));
      if (field) {
        event.preventDefault();
        (field.closest(".field") || field).scrollIntoView({ block: "center" });
        focusTo(field);
      }
    }
  });
  const copyText = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      say(button.dataset.copied);
      const label = $("span", button) || button;
      label.textContent = button.dataset.copied || label.textContent;
    } catch { source.select?.(); }
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      if (palette) { event.preventDefault(); openPalette(); }
      return;
    }
    if (event.key === "?" && root.dataset.keys === "on") {
      const keys = document.getElementById("keys");
      if (keys && !keys.open && !event.target.closest("input, select, textarea, dialog")) {
        event.preventDefault();
        keys.showModal();
      }
      return;
    }
    walkMenu(event);
  });

  /* A form is sent once: a second press while it is under way does nothing. */
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of $$("[aria-busy=true]", form)) {
      button.removeAttribute("aria-busy");
      button.removeAttribute("aria-disabled");
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sent = "1";
    if (event.submitter) {
      event.submitter.setAttribute("aria-busy", "true");
      event.submitter.setAttribute("aria-disabled", "true");
    }
    if (form.hasAttribute("data-download")) setTimeout(() => release(form), 2000);
  }, true);
  addEventListener("pageshow", (event) => {
    if (event.persisted) $$("form[data-sent]").forEach(release);
  });

  /* A filter that answers as it is changed; without script its button does the same. */
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-autosubmit]");
    if (form) form.requestSubmit();
    if (event.target.matches?.("[data-drop] input[type=file]")) showFiles(event.target);
  });

  /* Drop zones: the real file input does the work. */
  const showFiles = (input) => {
    const shown = $("[data-name]", input.closest("[data-drop]"));
    const names = [...input.files].map((file) => file.name).join(", ");
    if (shown && names) { shown.textContent = names; say(names); }
    input.closest("[data-drop]").classList.toggle("has-file", Boolean(names));
  };
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const zone = event.target.closest?.("[data-drop]");
      if (!zone) return;
      const input = $("input[type=file]", zone);
      if (!input || input.disabled) return;
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }

  /* Toasts: new ones are spoken, and never more than three are kept. */
  const sayToasts = () => {
    const toasts = $$("#toasts .toast");
    toasts.slice(0, -3).forEach((toast) => toast.remove());
    const fresh = toasts.filter((toast) => toast.hasAttribute("data-say"));
    fresh.forEach((toast) => toast.removeAttribute("data-say"));
    const words = fresh.map((toast) => $("span", toast).textContent.trim()).join(" ");
    say(words);
    return words;
  };

  /* Swapped parts: say that they are loading, then lead focus and voice to the news.
     A target names what to focus (data-focus="h2") and what to say (data-say). */
  document.addEventListener("htmx:before:request", (event) => {
    const target = event.detail.ctx?.target;
    target?.setAttribute?.("aria-busy", "true");
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const ctx = event.detail.ctx;
    ctx?.target?.removeAttribute?.("aria-busy");
    const form = ctx?.sourceElement?.closest?.("form");
    if (form) release(form);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const ctx = event.detail.ctx;
    let target = ctx?.target;
    if (typeof target === "string") target = $(target);
    if (target && !target.isConnected && target.id) target = document.getElementById(target.id);
    if (!target?.isConnected) return;
    if (palette?.contains(target)) { select(options()[0]); return; }
    if (meetErrors(target)) return;
    const said = sayToasts();
    if (target.dataset.focus) focusTo($(target.dataset.focus, target) || target);
    const news = target.matches("[data-say]") ? target : $("[data-say]", target);
    if (news && !said) say(news.dataset.say || news.textContent.trim());
  });
  document.addEventListener("htmx:error", () => {
    const toasts = $("#toasts");
    if (!toasts || $(".toast[data-silent]")) return;
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.silent = "";
    const words = toast.appendChild(document.createElement("span"));
    words.textContent = root.dataset.silent;
    toasts.append(toast);
    say(words.textContent);
  });
  document.addEventListener("htmx:after:request", () => $(".toast[data-silent]")?.remove());

  /* On arrival. */
  press();
  if (!meetErrors(document)) {
    sayToasts();
  }
  for (const input of $$("[data-drop] input[type=file]")) if (input.files.length) showFiles(input);
  addEventListener("beforeprint", () => $$("details").forEach((part) => { part.open = true; }));
})();
