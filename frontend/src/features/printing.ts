document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-print]")) window.print();
});

// Paper has no buttons to press: tables under charts are printed open.
window.addEventListener("beforeprint", () => {
  for (const twin of document.querySelectorAll<HTMLDetailsElement>("details[data-print-open]")) twin.open = true;
});
