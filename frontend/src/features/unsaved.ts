// Leaving asks only if something is unsaved. Forms opt in with data-guard; `lantoa:saved` on the form clears the mark.
const unsaved = new Set<HTMLFormElement>();

function guarded(event: Event): HTMLFormElement | null {
  return (event.target as Element).closest<HTMLFormElement>("form[data-guard]");
}

function changed(form: HTMLFormElement): boolean {
  return Array.from(form.elements).some((element) => {
    if (element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type)) return element.checked !== element.defaultChecked;
    if (element instanceof HTMLInputElement && element.type === "file") return (element.files?.length ?? 0) > 0;
    if (element instanceof HTMLInputElement && element.type === "hidden") return false;
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) return element.value !== element.defaultValue;
    if (element instanceof HTMLSelectElement) {
      const usual = Array.from(element.options).some((option) => option.defaultSelected);
      return Array.from(element.options).some((option, at) => option.selected !== (usual ? option.defaultSelected : !element.multiple && at === 0));
    }
    return false;
  });
}

function weigh(event: Event): void {
  const form = guarded(event);
  if (!form) return;
  if (changed(form)) unsaved.add(form);
  else unsaved.delete(form);
}

document.addEventListener("input", weigh);
document.addEventListener("change", weigh);
document.addEventListener("submit", (event) => unsaved.delete(event.target as HTMLFormElement));
document.addEventListener("lantoa:saved", (event) => {
  const form = guarded(event);
  if (form) unsaved.delete(form);
});
window.addEventListener("beforeunload", (event) => {
  for (const form of unsaved) {
    if (form.isConnected) {
      event.preventDefault();
      event.returnValue = "";
      return;
    }
  }
});
