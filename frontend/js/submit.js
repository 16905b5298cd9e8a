// One click is one submission. A form that answers with a file has data-repeat.
const RELEASE_AFTER = 30_000;

function setBusy(form, busy) {
  form.toggleAttribute("data-submitted", busy);
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
    if (busy) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}

export function preventDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const staysOnPage = event.defaultPrevented || form.hasAttribute("data-repeat") || form.target === "_blank";
    if (form.method !== "post" || staysOnPage) return;
    if (form.hasAttribute("data-submitted")) {
      event.preventDefault();
      return;
    }
    setBusy(form, true);
    setTimeout(() => setBusy(form, false), RELEASE_AFTER);
  });
  // The browser's back button may bring back the page as it was left.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-submitted]")) setBusy(form, false);
  });
}
