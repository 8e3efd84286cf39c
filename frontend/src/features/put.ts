// <button data-put="id of the field" data-value="…"> writes the value into a field of the same page and goes there.
function reveal(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-put]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("button[data-put]");
  const field = button && document.getElementById(button.dataset.put ?? "");
  if (!(field instanceof HTMLInputElement) || !button) return;
  field.value = button.dataset.value ?? "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
document.addEventListener("htmx:afterSettle", reveal);
reveal();

export {};
