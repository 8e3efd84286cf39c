// The sum of what is divided, and how far it is from the whole, while one types. Without scripts a button asks the server.
const form = document.querySelector<HTMLFormElement>("form[data-division]");

// «1.234,5» → 1234.5; null where it is empty, NaN where it is no number.
function read(text: string): number | null {
  const tidy = text.trim();
  if (!tidy) return null;
  return /^\d{1,3}(\.\d{3})*(,\d+)?$|^\d+(,\d+)?$/.test(tidy) ? Number(tidy.replaceAll(".", "").replace(",", ".")) : NaN;
}

const written = (value: number) => new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 4 }).format(value);

function show(room: HTMLFormElement): void {
  const sum = room.querySelector<HTMLElement>("[data-division-sum]");
  const gap = room.querySelector<HTMLElement>("[data-division-gap]");
  if (!sum || !gap) return;
  const values = Array.from(room.querySelectorAll<HTMLInputElement>("input[data-part]"), (box) => read(box.value));
  const known = values.filter((value): value is number => value !== null);
  const unit = sum.dataset.unit ?? (sum.dataset.unit = sum.textContent?.replace(/^[\d.,–]+/, "").trim() ?? "");
  if (known.some(Number.isNaN) || !known.length) {
    sum.textContent = gap.textContent = "–";
    return;
  }
  const total = Math.round(known.reduce((all, value) => all + value, 0) * 1e4) / 1e4;
  const whole = read(room.dataset.division ?? "");
  sum.textContent = `${written(total)} ${unit}`.trim();
  if (whole === null || Number.isNaN(whole)) return;
  const difference = Math.round((total - whole) * 1e4) / 1e4;
  const sign = difference > 0 ? "+" : difference < 0 ? "−" : "";
  gap.textContent = `${sign}${written(Math.abs(difference))} ${unit}`.trim();
  gap.classList.toggle("text-amber", difference !== 0);
}

form?.addEventListener("input", () => show(form));

export {};
