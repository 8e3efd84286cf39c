// Two minutes before a session ends the page says so. The server knows when: in the page, and in the header of each answer.
const WARN_BEFORE = 120_000;
const HEADER = "X-Session-Ends-In";
const meta = document.querySelector<HTMLMetaElement>('meta[name="session-ends-in"]');
let endsAt = 0;
let timer = 0;

function bar(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".idle-bar");
}

function heard(seconds: string | null): void {
  if (!seconds || !/^\d+$/.test(seconds)) return;
  endsAt = Date.now() + Number(seconds) * 1000;
  const left = endsAt - Date.now() - WARN_BEFORE;
  window.clearTimeout(timer);
  if (left > 0) {
    bar()?.remove();
    timer = window.setTimeout(() => void warn(), left);
  }
}

async function ask(background: boolean): Promise<void> {
  const headers: Record<string, string> = background ? { "X-Lantoa-Background": "1" } : {};
  try {
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual", headers });
    heard(answer.headers.get(HEADER));
  } catch {
    // no line: the sending itself will say so
  }
}

// Another tab may have gone on meanwhile, so the server is asked first; asking does not lengthen the session.
async function warn(): Promise<void> {
  await ask(true);
  if (endsAt - Date.now() > WARN_BEFORE + 1000 || bar()) return;
  const template = document.getElementById("notice-idle");
  if (template instanceof HTMLTemplateElement) document.body.append(template.content.cloneNode(true));
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest("[data-stay]");
  if (!button) return;
  void ask(false).then(() => {
    if (endsAt - Date.now() > WARN_BEFORE) return;
    // The longest time of a session has come: staying does not help.
    bar()?.querySelector("[data-idle-stay]")?.setAttribute("hidden", "");
    bar()?.querySelector("[data-idle-last]")?.removeAttribute("hidden");
  });
});

document.addEventListener("htmx:afterRequest", (event) => {
  heard((event as CustomEvent<{ xhr?: XMLHttpRequest }>).detail.xhr?.getResponseHeader(HEADER) ?? null);
});

if (meta) {
  heard(meta.content);
  if (endsAt - Date.now() <= WARN_BEFORE) void warn();
}
