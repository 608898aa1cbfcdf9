/* Runs before the first paint, so that a chosen theme never flashes. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    for (const name of ["theme", "density"]) {
      const value = localStorage.getItem("junto-" + name);
      if (value) root.dataset[name] = value;
    }
  } catch { /* storage is switched off: the system's theme it is */ }
})();
