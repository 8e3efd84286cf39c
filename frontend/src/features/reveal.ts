// <button data-reveal="id of the field" data-reveal-hide="…"> shows and hides what was typed into a password field.
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal ?? "");
  const label = button.querySelector("span");
  if (!(field instanceof HTMLInputElement) || !label) continue;
  const words = { hidden: label.textContent ?? "", shown: button.dataset.revealHide ?? "" };
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    label.textContent = shown ? words.shown : words.hidden;
    field.focus();
  });
}
