// Single keys work only while a text has the focus, so that they never meet somebody who types or lets a machine read aloud.
const room = document.querySelector<HTMLElement>("[data-narratives]");
const texts = () => Array.from(room?.querySelectorAll<HTMLElement>("[data-said]") ?? []);

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
}

room?.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
  const own = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-said]") : null;
  if (!own) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const all = texts();
    const next = all[all.indexOf(own) + (key === "j" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return;
  }
  const act = own.querySelector<HTMLElement>(`[data-key='${key}']`);
  if (!act) return;
  event.preventDefault();
  if (act instanceof HTMLDetailsElement) {
    act.open = true;
    act.querySelector<HTMLElement>("select, textarea, input:not([type=hidden])")?.focus();
  } else {
    act.click();
  }
});

// After a mark the page comes back at its text; the keys go on from there.
window.addEventListener("load", () => {
  if (!room) return;
  const named = location.hash.startsWith("#dv-") ? document.getElementById(location.hash.slice(1)) : texts()[0];
  named?.focus({ preventScroll: !location.hash });
});

export {};
