// «Chọn tất cả»: one box that ticks those of its list. It shows only where it works: without scripts each box is ticked alone.
for (const all of document.querySelectorAll<HTMLInputElement>("[data-all]")) {
  const list = all.closest("[data-choices]") ?? all.closest("table");
  const boxes = [...(list?.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]") ?? [])];
  const label = all.closest("label");
  all.hidden = false;
  if (label) label.hidden = false;
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
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
