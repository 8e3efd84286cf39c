// htmx under a policy without inline script or style.
import htmx from "htmx.org/dist/htmx.esm.js";
import { currentProof } from "./session";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0, // private pages must not stay in the browser's storage
  refreshOnHistoryMiss: true,
  selfRequestsOnly: true,
  timeout: 30_000,
  defaultSettleDelay: 0, // new fields listen at once: what is typed into one in the moment after it came would not be saved
  scrollBehavior: "auto",
  attributesToSettle: ["class"], // settling style would touch an inline style, which the policy forbids
  // A refused form answers 4xx with what was typed still in it, so the answer is shown like any other.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "401", swap: false, error: true }, // signed out: session.ts says so, the page stays
    { code: "4..", swap: true, error: true },
    { code: "...", swap: false, error: true },
  ],
});

interface RequestDetail {
  verb: string;
  headers: Record<string, string>;
}

document.addEventListener("htmx:configRequest", (event) => {
  const { verb, headers } = (event as CustomEvent<RequestDetail>).detail;
  const token = currentProof();
  if (token && verb.toLowerCase() !== "get") headers["X-CSRFToken"] = token;
});

// Sentences a script has to say stand in the page, so that they are translated with it.
function show(kind: "failed" | "offline", event: Event): void {
  // The grid of a report keeps what is unsent and says so itself (unsent.ts).
  const config = (event as CustomEvent<{ requestConfig?: { verb: string } }>).detail.requestConfig;
  if (config?.verb === "post" && (event.target as Element).closest?.("form[data-report-grid]")) return;
  const template = document.getElementById(`notice-${kind}`);
  const place = document.getElementById("notices");
  if (template instanceof HTMLTemplateElement && place) {
    place.replaceChildren(template.content.cloneNode(true));
    place.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  if (xhr.status >= 500) show("failed", event);
});
document.addEventListener("htmx:sendError", (event) => show("offline", event));
document.addEventListener("htmx:timeout", (event) => show("offline", event));
