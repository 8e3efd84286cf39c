// "/" goes to the search field, unless one is writing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
  for (const field of document.querySelectorAll<HTMLInputElement>("[data-search]")) {
    if (field.offsetParent === null) continue;
    event.preventDefault();
    field.focus();
    field.select();
    return;
  }
});
