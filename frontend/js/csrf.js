// Requests that change something carry the token of the form they come from, or else the page's.
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

function csrfToken(element) {
  const field = element?.closest?.("form")?.elements.csrfmiddlewaretoken ?? document.querySelector("[name=csrfmiddlewaretoken]");
  return field?.value ?? document.querySelector("meta[name=csrf-token]")?.content;
}

export function sendCsrfToken() {
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const token = SAFE.has(ctx.request.method) ? null : csrfToken(ctx.sourceElement);
    if (token) ctx.request.headers["X-CSRFToken"] = token;
  });
}
