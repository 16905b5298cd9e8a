// The state of a job is replaced twice a second; only a changed message is read out.
export function announceJobs() {
  document.addEventListener("htmx:after:swap", () => {
    for (const job of document.querySelectorAll("[data-job]")) {
      const message = job.querySelector("[data-job-message]")?.textContent.trim();
      const live = job.querySelector("[data-job-live]");
      if (live && message && live.textContent !== message) live.textContent = message;
    }
  });
}
