export function printOnRequest() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });
}

// A menu closes by Escape, and by a click or focus elsewhere.
export function closeMenus() {
  const close = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(except)) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("focusin", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// A frame that scrolls can be reached by keyboard; one that does not is no stop.
export function makeScrollFramesFocusable() {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const frame of document.querySelectorAll("[data-scroll]")) observer.observe(frame);
}

export function focusErrorSummary() {
  document.querySelector("[data-error-summary] h2")?.focus();
}
