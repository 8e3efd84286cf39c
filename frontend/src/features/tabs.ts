// On a narrow screen tabs and segments are one row that is pushed sideways: the current one is brought into sight.
for (const tabs of document.querySelectorAll<HTMLElement>(".tabs, .segments")) {
  const current = tabs.querySelector<HTMLElement>("[aria-current]");
  if (current && tabs.scrollWidth > tabs.clientWidth) {
    tabs.scrollLeft = current.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
  }
}
