// <form data-passkey="create|get" data-passkey-options="address"> with [data-passkey-start], [data-passkey-failed] and input[name=credential]:
// asks the address what to ask of the passkey, puts its answer into the form and sends it. Without passkeys in the browser nothing shows.
type Json = { [name: string]: unknown };
type Described = { id: string; type: PublicKeyCredentialType; transports?: AuthenticatorTransport[] };

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// Browsers learned parseCreationOptionsFromJSON and toJSON only lately; office machines are older.
function described(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list as Described[] | undefined) ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
}

async function create(asked: Json): Promise<Json> {
  const user = asked.user as Json;
  const made = (await navigator.credentials.create({
    publicKey: {
      ...(asked as unknown as PublicKeyCredentialCreationOptions),
      challenge: bytes(asked.challenge as string),
      user: { ...(user as unknown as PublicKeyCredentialUserEntity), id: bytes(user.id as string) },
      excludeCredentials: described(asked.excludeCredentials),
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...common(made),
    response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) },
  };
}

async function get(asked: Json): Promise<Json> {
  const found = (await navigator.credentials.get({
    publicKey: {
      ...(asked as unknown as PublicKeyCredentialRequestOptions),
      challenge: bytes(asked.challenge as string),
      allowCredentials: described(asked.allowCredentials),
    },
  })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    ...common(found),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

function common(key: PublicKeyCredential): Json {
  return { id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: key.getClientExtensionResults() };
}

async function options(form: HTMLFormElement): Promise<Json> {
  const proof = form.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
  const answer = await fetch(form.dataset.passkeyOptions ?? "", { method: "POST", headers: { "X-CSRFToken": proof }, redirect: "manual" });
  if (answer.type === "opaqueredirect") {
    location.reload(); // who sits there must be confirmed anew, or sign-in has run out
    throw new Error("led elsewhere");
  }
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { publicKey: Json }).publicKey;
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  const start = form.querySelector<HTMLButtonElement>("[data-passkey-start]");
  const failed = form.querySelector<HTMLElement>("[data-passkey-failed]");
  const credential = form.querySelector<HTMLInputElement>('input[name="credential"]');
  if (!start || !credential || !("PublicKeyCredential" in window)) continue;
  const missing = form.querySelector<HTMLElement>("[data-passkey-missing]");
  if (missing) missing.hidden = true;
  form.hidden = start.hidden = false;
  const ask = (): void => {
    start.disabled = true;
    if (failed) failed.hidden = true;
    options(form)
      .then((asked) => (form.dataset.passkey === "create" ? create(asked) : get(asked)))
      .then((answer) => {
        credential.value = JSON.stringify(answer);
        form.submit();
      })
      .catch(() => {
        start.disabled = false;
        if (failed) failed.hidden = false;
      });
  };
  start.addEventListener("click", ask);
  // Enter in the name field means the button, too.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!start.disabled) ask();
  });
}
