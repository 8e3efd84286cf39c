// «Chọn tất cả»: one box that ticks those of its list. It shows only where it works: without scripts each box is ticked alone.
// An element `data-chosen` in the list says how many are ticked; its value is how many are ticked that the page does not show.
const written = new Intl.NumberFormat("vi-VN");

for (const all of document.querySelectorAll<HTMLInputElement>("[data-all]")) {
  const list = all.closest<HTMLElement>("[data-choices]") ?? all.closest("table");
  const boxes = [...(list?.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]") ?? [])];
  const told = list?.querySelector<HTMLElement>("[data-chosen]");
  const label = all.closest("label");
  all.hidden = false;
  if (label) label.hidden = false;
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    if (told) told.textContent = (told.textContent ?? "").replace(/[\d.]+/, written.format(Number(told.dataset.chosen) + ticked));
  };
  all.addEventListener("change", () => {
    const wanted = all.checked;
    for (const box of boxes) if (box.checked !== wanted) box.click();
    tell();
  });
  list?.addEventListener("change", (event) => {
    if (event.target !== all) tell();
  });
  tell();
}
