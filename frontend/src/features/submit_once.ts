// A form sends once: the second press of an impatient hand does nothing. The server does not rely on it.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  // A field may be named "method" and stand before the property of that name: ask the attribute.
  if (form.getAttribute("method")?.toLowerCase() !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (!event.defaultPrevented) form.dataset.sent = "yes";
});

// Back from the next page: the browser may show this one again as it was left.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
});
