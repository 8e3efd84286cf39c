// A sentence marked in the text of a version fills the form of a duty: its part, its words, and what is to be done where that is still empty.
const LONGEST_TITLE = 300;

function fill(root: HTMLElement): void {
  const marked = document.getSelection();
  if (!marked || marked.isCollapsed || !marked.anchorNode || !marked.focusNode) return;
  const from = textAround(marked.anchorNode);
  if (!from || from !== textAround(marked.focusNode) || !root.contains(from)) return;
  const words = marked.toString().replace(/\s+/g, " ").trim();
  const part = root.querySelector<HTMLSelectElement>('select[name="part"]');
  const sentence = root.querySelector<HTMLTextAreaElement>('textarea[name="sentence"]');
  const title = root.querySelector<HTMLInputElement>('input[name="title"]');
  if (!words || !part || !sentence || !title) return;
  part.value = from.closest<HTMLElement>("[data-duty-part]")?.dataset.dutyPart ?? "";
  if (title.value === "" || title.value === shortened(sentence.value)) title.value = shortened(words);
  sentence.value = words;
  sentence.dispatchEvent(new Event("input", { bubbles: true }));
}

function textAround(node: Node): HTMLElement | null {
  const element = node instanceof HTMLElement ? node : node.parentElement;
  return element?.closest<HTMLElement>("[data-duty-text]") ?? null;
}

function shortened(words: string): string {
  return words.replace(/[.;]+$/, "").slice(0, LONGEST_TITLE);
}

for (const root of document.querySelectorAll<HTMLElement>("[data-duty]")) {
  for (const text of root.querySelectorAll<HTMLElement>("[data-duty-text]")) {
    for (const kind of ["mouseup", "touchend", "keyup"]) text.addEventListener(kind, () => fill(root));
  }
}
