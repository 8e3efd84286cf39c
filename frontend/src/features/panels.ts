// A number opened on a narrow screen fills a panel that lies below: bring it into sight, and say which number it is.
document.addEventListener("htmx:afterSwap", (event) => {
  const panel = (event as CustomEvent<{ target: Element }>).detail.target;
  if (!panel.matches("[id$='-panel'], #makeup")) return;
  panel.scrollTop = 0;
  const top = panel.getBoundingClientRect().top;
  if (top < 0 || top > window.innerHeight * 0.6) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    panel.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }
});

// The opened number stays marked in the text.
document.addEventListener("htmx:beforeRequest", (event) => {
  const asked = event.target as Element;
  if (!asked.matches("a.opens[aria-controls]")) return;
  for (const open of document.querySelectorAll("a.opens[aria-expanded='true']")) open.removeAttribute("aria-expanded");
  asked.setAttribute("aria-expanded", "true");
});
