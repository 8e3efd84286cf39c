// The booklet's editor: lengths counted while typing, rows moved by Alt and an arrow, the focus back on the row that was moved.
const format = new Intl.NumberFormat("vi-VN");

for (const told of document.querySelectorAll<HTMLElement>("[data-counted]")) {
  const box = document.getElementById(told.dataset.counted ?? "");
  if (!(box instanceof HTMLTextAreaElement)) continue;
  const words = told.textContent ?? "";
  const number = /[\d.]+/;
  box.addEventListener("input", () => {
    const text = box.value.trim();
    told.textContent = words.replace(number, format.format(Array.from(text).length));
  });
}

const room = document.querySelector<HTMLElement>("[data-booklet]");
room?.addEventListener("keydown", (event) => {
  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  const row = event.target instanceof Element ? event.target.closest("[data-booklet-row]") : null;
  const button = row?.querySelector<HTMLButtonElement>(`[data-move=${event.key === "ArrowUp" ? "up" : "down"}]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
});

window.addEventListener("load", () => {
  if (!room || !location.hash.startsWith("#bai-")) return;
  document.getElementById(location.hash.slice(1))?.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
});
