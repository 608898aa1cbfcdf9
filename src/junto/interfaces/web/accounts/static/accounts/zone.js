/* Choose the browser's time zone where nobody has chosen one. */
(() => {
  "use strict";
  for (const select of document.querySelectorAll("select[data-guess-zone]")) {
    if (select.value && select.value !== "UTC") continue;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const known = [...select.options].some((option) => option.value === zone);
    if (known) select.value = zone;
  }
})();
