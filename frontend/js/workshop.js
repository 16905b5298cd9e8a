// A workshop: big screen and phones ask every two seconds whether there is something else to see, and then load it.
// Without script a link does the same. Words come from data attributes and from the server.

const EVERY = 2000;
const SWITCHED_OFF = "sneltoetsen-uit";

class Follower {
  constructor(element) {
    this.element = element;
    this.url = element.dataset.follow;
    this.version = element.dataset.version;
    this.away = element.querySelector("[data-away]");
    this.tag = this.away ? `"${this.version}"` : null; // phones; the screen has a counter that changes with every vote
  }

  start() {
    this.wait(EVERY);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.wait(0);
    });
  }

  wait(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), time);
  }

  async ask() {
    const began = performance.now();
    try {
      const answer = await fetch(this.url, { cache: "no-store", headers: this.tag ? { "If-None-Match": this.tag } : {} });
      if ([404, 410].includes(answer.status) || answer.redirected) return location.reload();
      if (answer.status === 200) this.show(await answer.json());
      this.say("");
    } catch {
      this.say(this.away?.dataset.away ?? "");
    }
    // A busy server is asked less often.
    this.wait(Math.max(EVERY, 4 * (performance.now() - began)));
  }

  show(state) {
    if (String(state.versie) !== this.version) return location.reload();
    for (const name of ["count", "present"]) {
      const place = this.element.querySelector(`[data-${name}]`);
      if (place && state[name] && place.textContent !== state[name]) place.textContent = state[name];
    }
  }

  say(text) {
    if (this.away && this.away.textContent !== text) this.away.textContent = text;
  }
}

// Counts down on this screen's own clock, from what was left when the page was made.
function runTimer(element) {
  const end = performance.now() + 1000 * Number(element.dataset.seconds);
  const tick = () => {
    const left = Math.max(Math.ceil((end - performance.now()) / 1000), 0);
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    element.textContent = left ? element.dataset.words.replace("{time}", time) : element.dataset.over;
    if (left) setTimeout(tick, 500);
  };
  tick();
}

function showLevel(output) {
  const slider = output.closest(".rh-field").querySelector("input[type=range]");
  const show = () => {
    output.textContent = Number(slider.value).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1 });
    slider.setAttribute("aria-valuetext", output.textContent);
  };
  output.hidden = false;
  slider.addEventListener("input", show);
  show();
}

function shortcutsOff() {
  try {
    return localStorage.getItem(SWITCHED_OFF) !== null;
  } catch {
    return false;
  }
}

function switchShortcuts(off) {
  try {
    if (off) localStorage.setItem(SWITCHED_OFF, "");
    else localStorage.removeItem(SWITCHED_OFF);
  } catch {
    // No storage here: they stay on.
  }
}

// Keys work outside fields and buttons only, and can be switched off (WCAG 2.1.4).
function offerShortcuts() {
  const item = document.querySelector("[data-shortcut-switch]");
  if (!item) return;
  const button = item.querySelector("button");
  const show = () => {
    const off = shortcutsOff();
    button.textContent = off ? button.dataset.on : button.dataset.off;
    for (const word of document.querySelectorAll("[data-shortcut-word]")) word.hidden = off;
  };
  item.hidden = false;
  button.addEventListener("click", () => {
    switchShortcuts(!shortcutsOff());
    show();
  });
  document.addEventListener("keydown", (event) => {
    const isBusy = event.target.closest("input, select, textarea, button, a, summary, [contenteditable]");
    if (isBusy || event.ctrlKey || event.metaKey || event.altKey || event.repeat || shortcutsOff()) return;
    const wanted = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const target = [...document.querySelectorAll("[data-shortcut]")].find((element) => element.dataset.shortcut === wanted);
    if (!target) return;
    event.preventDefault();
    target.click();
  });
  show();
}

export function runWorkshop() {
  for (const element of document.querySelectorAll("[data-follow]")) new Follower(element).start();
  for (const element of document.querySelectorAll("[data-seconds]")) runTimer(element);
  for (const element of document.querySelectorAll("[data-level]")) showLevel(element);
  offerShortcuts();
}
