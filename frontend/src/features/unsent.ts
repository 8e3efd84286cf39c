// Cells of a report that could not be sent. What was typed stays in this page's memory alone, never in the browser's storage, and is
// sent again: by itself with growing pauses, as soon as the line is back, or when asked.
const GRID = "form[data-report-grid]";
const PAUSES = [2, 4, 8, 15, 30, 60]; // seconds

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Cause = "offline" | "failed" | "signed-out";

const unsent = new Set<string>(); // names of fields
let cause: Cause = "offline";
let round = 0;
let timer = 0;
let again = 0; // when, in milliseconds
let pressed: HTMLElement | null = null; // the button that waits until everything is sent

function grid(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>(GRID);
}

function fieldNamed(name: string): Field | null {
  const found = grid()?.elements.namedItem(name);
  return found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement || found instanceof HTMLSelectElement ? found : null;
}

function isDirty(field: Field): boolean {
  if (field instanceof HTMLSelectElement) return Array.from(field.options).some((one) => one.selected !== one.defaultSelected);
  if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked !== field.defaultChecked;
  return field.type !== "hidden" && field.value !== field.defaultValue;
}

function mark(field: Field): void {
  const template = document.getElementById("mark-unsent");
  if (!(template instanceof HTMLTemplateElement) || document.getElementById(`unsent-${field.name}`)) return;
  const made = template.content.cloneNode(true) as DocumentFragment;
  const span = made.firstElementChild;
  if (span) span.id = `unsent-${field.name}`;
  field.closest(".cell")?.classList.add("cell--unsent");
  const said = field.matches("[data-cell]") ? document.getElementById(field.name.replace("v-", "said-")) : null;
  if (said) said.prepend(made);
  else field.after(made);
}

function unmark(name: string): void {
  document.getElementById(`unsent-${name}`)?.remove();
  fieldNamed(name)?.closest(".cell")?.classList.remove("cell--unsent");
}

function show(): void {
  const bar = document.getElementById("unsent");
  if (!bar) return;
  bar.hidden = unsent.size === 0;
  for (const words of bar.querySelectorAll<HTMLElement>("[data-unsent-when]")) words.hidden = words.dataset.unsentWhen !== cause;
  for (const count of bar.querySelectorAll("[data-unsent-count]")) count.textContent = String(unsent.size);
  const wait = bar.querySelector<HTMLElement>("[data-unsent-wait]");
  if (!wait) return;
  const left = Math.ceil((again - Date.now()) / 1000);
  wait.hidden = left <= 0;
  const seconds = wait.querySelector("[data-unsent-seconds]");
  if (seconds) seconds.textContent = String(left);
}

function plan(): void {
  window.clearTimeout(timer);
  again = 0;
  // After a session has ended only the person can help: it goes on when they come back to this page.
  if (!unsent.size || cause === "signed-out") return show();
  const pause = (PAUSES[Math.min(round, PAUSES.length - 1)] ?? 60) * 1000;
  again = Date.now() + pause;
  timer = window.setTimeout(sendAgain, pause);
  show();
}

function sendAgain(): void {
  window.clearTimeout(timer);
  again = 0;
  round += 1;
  for (const name of [...unsent]) {
    const field = fieldNamed(name);
    if (field) field.dispatchEvent(new Event("change", { bubbles: true }));
    else unsent.delete(name);
  }
  show();
}

interface Request {
  xhr?: XMLHttpRequest;
  requestConfig?: { elt: Element }; // who asked; `elt` of the event is another once the answer has replaced it
}

document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, requestConfig } = (event as CustomEvent<Request>).detail;
  const elt = requestConfig?.elt;
  if (!elt?.hasAttribute("hx-post") || !grid()) return;
  if (!(elt instanceof HTMLInputElement || elt instanceof HTMLTextAreaElement || elt instanceof HTMLSelectElement)) return;
  const status = xhr?.status ?? 0;
  const failed: Cause | null = status === 0 ? "offline" : status === 401 ? "signed-out" : status >= 500 ? "failed" : null;
  if (failed) {
    cause = failed;
    unsent.add(elt.name);
    mark(elt);
    plan();
    return;
  }
  // Answered, well or badly: the cell itself says how.
  unmark(elt.name);
  if (!unsent.delete(elt.name)) return;
  if (unsent.size) return show();
  round = 0;
  plan();
  const button = pressed;
  pressed = null;
  // Once the answer stands in the page: a cell that was refused stays, and holds the form with it.
  if (button && status < 400) window.setTimeout(() => grid()?.requestSubmit(button), 50);
});

window.addEventListener("online", () => unsent.size && cause !== "signed-out" && sendAgain());
// Back from signing in beside.
window.addEventListener("focus", () => unsent.size && cause === "signed-out" && sendAgain());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && unsent.size && cause === "signed-out") sendAgain();
});
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-unsent-now]")) sendAgain();
});
window.setInterval(() => again && show(), 1000);

// A form sent without a line would be lost to the browser's own page: first what is unsent, then the form.
window.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches(GRID)) return;
    if (!unsent.size && navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = (event as SubmitEvent).submitter;
    for (const field of form.elements) {
      if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) && isDirty(field) && field.hasAttribute("hx-post")) {
        unsent.add(field.name);
        mark(field);
      }
    }
    if (!unsent.size) cause = "offline";
    sendAgain();
  },
  { capture: true },
);

// What comes beside another cell's answer does not replace what is typed here and not yet sent.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const detail = (event as CustomEvent<{ target: Element; shouldSwap: boolean }>).detail;
  const fields = detail.target.closest(GRID) ? detail.target.querySelectorAll<Field>("input[name], textarea, select") : [];
  for (const field of fields) {
    if (unsent.has(field.name) || (isDirty(field) && field.getAttribute("aria-invalid") !== "true")) detail.shouldSwap = false;
  }
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent<{ target: Element; shouldSwap: boolean }>).detail;
  if (detail.target.id !== "line-help") return;
  for (const field of detail.target.querySelectorAll<Field>("textarea, select")) {
    if (unsent.has(field.name)) detail.shouldSwap = false;
  }
});

export {};
