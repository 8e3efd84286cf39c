// <button data-dismiss> takes away the notice or the panel it stands in; focus goes back to what opened it.
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest("[data-dismiss]");
  const block = button?.closest<HTMLElement>("[data-dismissible]");
  if (!block) return;
  const opener = block.id ? document.querySelector<HTMLElement>(`[aria-controls="${CSS.escape(block.id)}"][aria-expanded="true"]`) : null;
  opener?.setAttribute("aria-expanded", "false");
  opener?.focus();
  if (block.dataset.dismissible === "empty") block.replaceChildren();
  else block.remove();
});
