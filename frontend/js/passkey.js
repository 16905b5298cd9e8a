// Passkeys: the device makes or uses a key, the form carries its answer to the server. Without JavaScript the form says that it cannot.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const ANSWERS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

async function optionsFor(form) {
  const { passkeyUrl } = form.dataset;
  if (!passkeyUrl) return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(passkeyUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function withBytes(options) {
  const keys = (list) => list?.map((key) => ({ ...key, id: toBytes(key.id) }));
  return {
    ...options,
    challenge: toBytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: toBytes(options.user.id) } }),
    excludeCredentials: keys(options.excludeCredentials),
    allowCredentials: keys(options.allowCredentials),
  };
}

function make(publicKey, form) {
  const alone = form.elements.passwordless?.checked ?? false;
  const selection = { ...publicKey.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  if (alone) selection.userVerification = "required";
  return navigator.credentials.create({ publicKey: { ...publicKey, authenticatorSelection: selection } });
}

async function answerOf(form) {
  const { creation_options: creation, request_options: request } = await optionsFor(form);
  const publicKey = withBytes((creation ?? request).publicKey);
  const key = await (creation ? make(publicKey, form) : navigator.credentials.get({ publicKey }));
  const parts = ANSWERS.filter((name) => key.response[name]).map((name) => [name, toText(key.response[name])]);
  return {
    id: key.id, rawId: toText(key.rawId), type: key.type, response: Object.fromEntries(parts),
    clientExtensionResults: key.getClientExtensionResults(),
  };
}

export function offerPasskeys() {
  if (!globalThis.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-start]");
    const failed = form.querySelector("[data-passkey-failed]");
    form.querySelector("[data-passkey-missing]").hidden = true;
    button.hidden = false;
    const start = async () => {
      failed.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await answerOf(form));
      } catch {
        failed.hidden = false;
        return;
      }
      form.submit();
    };
    button.addEventListener("click", start);
    form.addEventListener("submit", (event) => {
      event.preventDefault(); // Enter in the field for the name
      start();
    });
  }
}
