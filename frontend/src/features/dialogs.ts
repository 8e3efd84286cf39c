// <button data-dialog="id"> opens <dialog id>; [data-dialog-close] closes it; pressing beside it closes it, unless it is being filled in.
document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog ?? "");
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  if (target.closest("[data-dialog-close]")) {
    target.closest("dialog")?.close();
    return;
  }
  if (target instanceof HTMLDialogElement && !target.querySelector("form[method='post'], form[hx-post]")) target.close();
});

// A menu opened by <details> closes when one presses elsewhere or Escape.
function closeDropdowns(except: Element | null): void {
  for (const open of document.querySelectorAll<HTMLDetailsElement>("details.dropdown[open]")) {
    if (open !== except) open.open = false;
  }
}

document.addEventListener("click", (event) => closeDropdowns((event.target as Element).closest("details.dropdown")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector<HTMLDetailsElement>("details.dropdown[open]");
  open?.querySelector("summary")?.focus();
  closeDropdowns(null);
});
