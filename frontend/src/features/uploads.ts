// A file above the limit is told when it is chosen, not after minutes of sending. The server does not rely on it.
document.addEventListener("change", (event) => {
  const input = event.target as HTMLInputElement;
  if (input.type !== "file" || !input.dataset.largest) return;
  const field = input.closest(".field");
  field?.querySelector("[data-upload-error]")?.remove();
  const file = input.files?.[0];
  if (!file || file.size <= Number(input.dataset.largest)) return;
  input.value = "";
  const told = document.createElement("p");
  told.className = "field__error";
  told.setAttribute("role", "alert");
  told.dataset.uploadError = "";
  told.textContent = input.dataset.tooLarge ?? "";
  input.insertAdjacentElement("beforebegin", told);
});
