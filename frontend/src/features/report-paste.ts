// A column copied from a spreadsheet goes down the grid, cell by cell; one press takes it back.
const GRID = "form[data-report-grid]";

interface Before {
  id: string;
  value: string;
}

let last: Before[] = [];

function put(cell: HTMLInputElement, value: string): void {
  if (cell.value === value) return;
  cell.value = value;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  cell.dispatchEvent(new Event("change", { bubbles: true }));
}

// The first column; a line end at the end is what a spreadsheet always adds.
function column(text: string): string[] {
  return text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((row) => (row.split("\t")[0] ?? "").trim());
}

function tell(pasted: number, left: number): void {
  const bar = document.getElementById("pasted");
  if (!bar) return;
  bar.hidden = false;
  for (const one of bar.querySelectorAll("[data-pasted-count]")) one.textContent = String(pasted);
  const rest = bar.querySelector<HTMLElement>("[data-pasted-rest]");
  if (!rest) return;
  rest.hidden = left === 0;
  const number = rest.querySelector("b");
  if (number) number.textContent = String(left);
}

document.addEventListener("paste", (event) => {
  const cell = event.target;
  if (!(cell instanceof HTMLInputElement) || !cell.matches(`${GRID} input[data-cell]`)) return;
  const rows = column(event.clipboardData?.getData("text/plain") ?? "");
  if (rows.length < 2) return;
  event.preventDefault();
  const cells = Array.from(cell.closest("form")?.querySelectorAll<HTMLInputElement>("input[data-cell]") ?? []);
  const places = cells.slice(cells.indexOf(cell), cells.indexOf(cell) + rows.length);
  // An empty cell of the column leaves the cell here as it is: nothing is cleared by pasting.
  const filled = places.filter((_, at) => rows[at]);
  last = filled.map((one) => ({ id: one.id, value: one.value }));
  places.forEach((one, at) => rows[at] && put(one, rows[at]));
  tell(filled.length, rows.slice(places.length).filter(Boolean).length);
});

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (!target.closest("[data-pasted-undo]")) return;
  for (const one of last) {
    const cell = document.getElementById(one.id);
    if (cell instanceof HTMLInputElement) put(cell, one.value);
  }
  const first = last[0] && document.getElementById(last[0].id);
  last = [];
  const bar = document.getElementById("pasted");
  if (bar) bar.hidden = true;
  first?.focus();
});

export {};
