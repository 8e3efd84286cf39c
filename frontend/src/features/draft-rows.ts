// Alt and an arrow in a row of a sheet's draft press the row's own buttons; after the page comes back the row has the focus.
const rows = document.querySelector<HTMLElement>("[data-rows]");

rows?.addEventListener("keydown", (event) => {
  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  const row = event.target instanceof Element ? event.target.closest("[id^='r-']") : null;
  const way = event.key === "ArrowUp" ? "up" : "down";
  const button = row?.querySelector<HTMLButtonElement>(`[data-move='${way}']`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// The browser's own jump to the fragment takes the focus away, so it is given after that.
window.addEventListener("load", () => {
  if (!rows || !location.hash.startsWith("#r-")) return;
  document.getElementById(location.hash.slice(1))?.querySelector<HTMLElement>("a.button")?.focus();
});

export {};
