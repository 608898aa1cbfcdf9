/* What is typed is kept after two quiet seconds: a closed tab loses nothing. */
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-draft]")) {
    let timer;
    const keep = () => {
      const body = new FormData(form);
      body.delete("_key");
      for (const field of form.querySelectorAll("input[type=password],input[type=file]")) {
        body.delete(field.name);
      }
      body.set("_form", form.dataset.draft);
      fetch(form.dataset.draftUrl, { method: "POST", body, keepalive: true }).catch(() => {});
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, 2000);
    });
    form.addEventListener("submit", () => clearTimeout(timer));
  }
})();
