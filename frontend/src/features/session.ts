// A page that stood open past its session must not lose what was typed: it says so and stays, and goes on after a sign-in in another tab.
const LONG_OPEN = 10 * 60_000;
let heard = Date.now();

// Signing in changes the form proof; the cookie has the present one, the page the one it was opened with.
export function currentProof(): string | undefined {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
}

async function signedOut(): Promise<boolean> {
  try {
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" });
    return answer.type === "opaqueredirect";
  } catch {
    return false; // no line: the sending itself will say so
  }
}

function tell(): void {
  const template = document.getElementById("notice-signed-out");
  const place = document.getElementById("notices");
  if (!(template instanceof HTMLTemplateElement) || !place) return;
  place.replaceChildren(template.content.cloneNode(true));
  place.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:responseError", (event) => {
  // The grid of a report says so itself (unsent.ts).
  const grid = (event.target as Element).closest("form[data-report-grid]");
  if ((event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status === 401 && !grid) tell();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if ((event as CustomEvent<{ successful: boolean }>).detail.successful) heard = Date.now();
});

// Only a form with typed work, and only after a long time, is worth one more question to the server.
window.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    const proof = form.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]');
    const present = currentProof();
    if (proof && present) proof.value = present;
    if (!form.matches("[data-guard]") || Date.now() - heard < LONG_OPEN) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const pressed = (event as SubmitEvent).submitter;
    void signedOut().then((out) => {
      if (out) {
        tell();
        return;
      }
      heard = Date.now();
      form.requestSubmit(pressed);
    });
  },
  { capture: true },
);
