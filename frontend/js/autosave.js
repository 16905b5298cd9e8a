// A form with data-autosave saves on each change. The status element holds the words:
// data-saving, data-saved, data-failed; its button tries again. Without script the form has its own save button.
import htmx from "htmx.org";

const unsaved = new Set();

function savedBy(response, form) {
  if (!response || response.status >= 400) return false;
  const landed = new URL(response.raw.url || form.action);
  // A redirect to another page, such as the sign-in page, means that nothing was saved.
  return !response.raw.redirected || [location.pathname, new URL(form.action).pathname].includes(landed.pathname);
}

function saveOnChange(form) {
  const status = form.querySelector("[data-autosave-status]");
  const words = status?.querySelector("[data-autosave-words]");
  const retry = status?.querySelector("[data-autosave-retry]");
  let busy = false;
  let changedMeanwhile = false;

  // A reason of the server is said as it is: trying the same again would not help.
  function show(state, reason = "") {
    if (!status) return;
    status.dataset.state = state;
    words.textContent = reason || (status.dataset[state] ?? "");
    retry.hidden = state !== "failed" || reason !== "";
  }

  async function save() {
    if (busy) {
      changedMeanwhile = true;
      return;
    }
    busy = true;
    changedMeanwhile = false;
    unsaved.add(form);
    show("saving");
    await htmx.ajax("POST", form.action, { source: form, swap: "none" });
  }

  form.noValidate = true;
  form.addEventListener("input", () => unsaved.add(form));
  form.addEventListener("change", save);
  form.addEventListener("submit", () => unsaved.delete(form));
  form.addEventListener("htmx:finally:request", (event) => {
    if (event.target !== form) return;
    busy = false;
    const saved = savedBy(event.detail.ctx.response, form);
    if (saved && !changedMeanwhile) unsaved.delete(form);
    const reason = saved ? "" : decodeURIComponent(event.detail.ctx.response?.raw?.headers?.get("Rh-Reason") ?? "");
    show(saved ? "saved" : "failed", reason);
    if (saved && changedMeanwhile) save();
  });
  retry?.addEventListener("click", save);
  addEventListener("online", () => unsaved.has(form) && !busy && save());
}

export function saveFormsOnChange() {
  for (const form of document.querySelectorAll("form[data-autosave]")) saveOnChange(form);
  addEventListener("beforeunload", (event) => {
    if (unsaved.size > 0) event.preventDefault();
  });
}
