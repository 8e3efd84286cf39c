// The entry grid of a report: each cell saves itself (hx-post in the markup); here only what the keyboard and a slow line need.
const GRID = "form[data-report-grid]";

function cells(form: Element): HTMLInputElement[] {
  return Array.from(form.querySelectorAll<HTMLInputElement>("input[data-cell]"));
}

// Enter and the arrows go down and up as in a sheet; without scripts Enter saves the form.
document.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!(cell instanceof HTMLInputElement) || !cell.matches("input[data-cell]") || event.isComposing) return;
  const step = event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey) ? 1 : event.key === "ArrowUp" || event.key === "Enter" ? -1 : 0;
  const form = cell.closest(GRID);
  if (!step || !form) return;
  event.preventDefault();
  const all = cells(form);
  const next = all[all.indexOf(cell) + step];
  if (next) {
    next.focus();
    next.select();
  } else {
    cell.blur();
  }
});

// Escape puts back what was saved; «?» is no part of a figure, so it opens the list of keys.
document.addEventListener("keydown", (event) => {
  const at = event.target as Element;
  if (event.key === "Escape" && at instanceof HTMLInputElement && at.matches(`${GRID} input[data-cell]`)) {
    at.value = at.defaultValue;
    at.dispatchEvent(new Event("input", { bubbles: true }));
    at.select();
    return;
  }
  const keys = document.getElementById("grid-keys");
  if (event.key !== "?" || !(keys instanceof HTMLDialogElement) || keys.open) return;
  if (at.matches("input:not([data-cell]), textarea, select")) return;
  event.preventDefault();
  keys.showModal();
});

// The panel follows the line that has the focus.
let shown = "";
document.addEventListener("focusin", (event) => {
  const row = (event.target as Element).closest<HTMLElement>(`${GRID} [data-line]`);
  if (!row || row.id === shown || !(event.target as Element).matches("[data-cell]")) return;
  shown = row.id;
  row.querySelector<HTMLElement>("[data-line-help]")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
});

// F2, or the link in the row, goes to the reason of the line; Escape goes back to its figure.
let wantsReason = false;

function openReason(row: HTMLElement): void {
  const note = document.getElementById(`note-${row.id.replace("line-", "")}`);
  if (note) {
    note.focus();
    return;
  }
  shown = row.id;
  wantsReason = true;
  row.querySelector<HTMLElement>("[data-line-help]")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
}

document.addEventListener("htmx:afterSettle", (event) => {
  const panel = (event as CustomEvent<{ target: Element }>).detail.target;
  if (panel.id !== "line-help" || !wantsReason) return;
  wantsReason = false;
  panel.querySelector("textarea")?.focus();
});

document.addEventListener("click", (event) => {
  const pressed = event.target as Element;
  // The list of what holds a sending up stands before the grid: its links name their row.
  const asks = pressed.closest<HTMLElement>("[data-reason]");
  const row = asks?.dataset.reason ? document.getElementById(asks.dataset.reason) : asks?.closest<HTMLElement>("[data-line]");
  if (row) {
    event.preventDefault();
    openReason(row);
    return;
  }
  const first = pressed.closest<HTMLAnchorElement>("[data-first]");
  const cell = first && document.querySelector(first.hash);
  if (!(cell instanceof HTMLInputElement || cell instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  cell.focus();
  cell.select();
});

// What held the sending up and is put right leaves the list.
document.addEventListener("htmx:afterSettle", () => {
  for (const one of document.querySelectorAll<HTMLElement>("[data-stop]")) {
    const row = document.getElementById(one.dataset.stop ?? "");
    if (row && !row.matches("[data-stops]")) one.remove();
  }
});

document.addEventListener("keydown", (event) => {
  const at = event.target as Element;
  const row = event.key === "F2" && at.matches("[data-cell]") && at.closest<HTMLElement>(`${GRID} [data-line]`);
  const note = event.key === "Escape" && at.matches(`${GRID} #line-help textarea`);
  if (!row && !note) return;
  event.preventDefault();
  if (row) openReason(row);
  else document.getElementById(at.id.replace("note-", "v-"))?.focus();
});

// With the panel following by itself, Tab goes from figure to figure.
function skipNames(): void {
  for (const name of document.querySelectorAll<HTMLElement>(`${GRID} [data-line-help]`)) name.tabIndex = -1;
}

skipNames();
document.addEventListener("htmx:afterSettle", skipNames);

// What was typed may say what the figure is («ước 35»): the choice in the panel follows.
document.addEventListener("htmx:afterSettle", () => {
  for (const choice of document.querySelectorAll<HTMLSelectElement>(`${GRID} #line-help select[name^="q-"]`)) {
    const now = document.querySelector<HTMLInputElement>(`${GRID} input[name="${choice.name.replace("q-", "x-")}"]`);
    if (!now || now.value === choice.value || choice === document.activeElement) continue;
    for (const option of choice.options) option.defaultSelected = option.selected = option.value === now.value;
  }
});

// F8 in a cell confirms the register's figure of its line, or takes that back.
function tick(box: HTMLInputElement, confirmed: boolean): void {
  box.checked = confirmed;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  const row = event.key === "F8" && (event.target as Element).closest<HTMLElement>(`${GRID} [data-line]`);
  if (!row) return;
  event.preventDefault();
  const box = row.querySelector<HTMLInputElement>("input[data-confirm]");
  if (box) tick(box, !box.checked);
});

// Lines whose panel, with the records that were counted, has stood open: those may be confirmed together, and no others.
const looked = new Set<string>();

function lookedAt(): HTMLInputElement[] {
  const boxes = Array.from(document.querySelectorAll<HTMLInputElement>(`${GRID} input[data-confirm]`));
  return boxes.filter((box) => !box.checked && looked.has(box.closest<HTMLElement>("[data-line]")?.id ?? ""));
}

function showLooked(): void {
  const panel = document.querySelector<HTMLElement>(`${GRID} [data-looked]`);
  if (panel?.dataset.looked) looked.add(panel.dataset.looked);
  const button = document.querySelector<HTMLElement>(`${GRID} [data-confirm-looked]`);
  const count = button?.querySelector("[data-looked-count]");
  if (!button || !count) return;
  const boxes = lookedAt().length;
  count.textContent = String(boxes);
  button.hidden = boxes === 0;
}

showLooked();
document.addEventListener("htmx:afterSettle", showLooked);
document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest(`${GRID} [data-confirm-looked]`)) return;
  for (const box of lookedAt()) tick(box, true);
});

interface Swap {
  target: Element;
  shouldSwap: boolean;
  xhr: XMLHttpRequest;
}

interface Request {
  elt: Element;
}

const sent = new Map<string, string>();

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = (event as CustomEvent<Request>).detail;
  if (!(elt instanceof HTMLInputElement) || !elt.matches("input[data-cell]")) return;
  sent.set(elt.name, elt.value);
  elt.closest(".cell")?.classList.add("cell--saving");
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt } = (event as CustomEvent<Request>).detail;
  elt.closest(".cell")?.classList.remove("cell--saving");
});

// What was typed while the answer was on its way is newer than the answer: keep it and save once more.
document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent<Swap>).detail;
  const cell = detail.target.querySelector<HTMLInputElement>("input[data-cell]");
  if (!cell || !sent.has(cell.name)) return;
  if (document.activeElement === cell && cell.value !== sent.get(cell.name)) detail.shouldSwap = false;
  sent.delete(cell.name);
});

// A button that chose between two figures or texts is gone with its question: the box it was about takes the focus.
document.addEventListener("htmx:afterSettle", (event) => {
  const pressed = (event as CustomEvent<{ requestConfig?: Request }>).detail.requestConfig?.elt;
  if (!(pressed instanceof HTMLButtonElement) || !/^[kdmou]-\d+$/.test(pressed.name)) return;
  document.getElementById(pressed.name.replace(/^[kd]/, "v").replace(/^[mou]/, "t"))?.focus();
});

function settle(): void {
  const form = document.querySelector(GRID);
  if (!form) return;
  const fields = [...cells(form), ...form.querySelectorAll<HTMLTextAreaElement>("textarea")];
  const open = fields.some((field) => field.value !== field.defaultValue || field.getAttribute("aria-invalid") === "true");
  if (!open) form.dispatchEvent(new CustomEvent("lantoa:saved", { bubbles: true }));
}

// A row that came back saved no longer needs the question on leaving, nor do words that were saved.
document.addEventListener("htmx:afterSettle", settle);
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<Request & { successful: boolean }>).detail;
  if (!(elt instanceof HTMLTextAreaElement) || !elt.closest(GRID)) return;
  if (successful) elt.removeAttribute("aria-invalid");
  else elt.setAttribute("aria-invalid", "true");
  if (!successful) return;
  elt.defaultValue = elt.value;
  settle();
});
