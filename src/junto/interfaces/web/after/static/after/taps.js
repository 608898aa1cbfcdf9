// Keys 1 to 5 answer the question that has the focus, and lead to the next one.
document.addEventListener("keydown", (event) => {
  const question = event.target.closest?.("[data-taps] fieldset");
  if (!question || event.ctrlKey || event.metaKey || event.altKey) return;
  const tap = question.querySelectorAll("input")["12345".indexOf(event.key)];
  if (!tap) return;
  event.preventDefault();
  tap.checked = true;
  const next = question.nextElementSibling;
  (next?.querySelector("input:checked") || next?.querySelector("input, button") || tap).focus();
});
