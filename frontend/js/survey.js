// A survey is one long form. With script it shows one question at a time and keeps the answers
// on this device (sessionStorage) until they are sent. All words come from data attributes.

const KEY_PREFIX = "survey:";

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(KEY_PREFIX + key)) ?? {};
  } catch {
    return {};
  }
}

function write(key, value) {
  try {
    sessionStorage.setItem(KEY_PREFIX + key, JSON.stringify(value));
  } catch {
    // No storage here: the answers stay in the form itself.
  }
}

function clear(key) {
  try {
    sessionStorage.removeItem(KEY_PREFIX + key);
  } catch {
    // Nothing was kept.
  }
}

function answerFields(form) {
  return [...form.elements].filter((field) => field.name && !["hidden", "submit", "button", "file", "password"].includes(field.type));
}

function isChoice(field) {
  return field.type === "radio" || field.type === "checkbox";
}

function collect(form) {
  const answers = {};
  for (const field of answerFields(form)) {
    answers[field.name] ??= [];
    if (!isChoice(field) || field.checked) answers[field.name].push(field.value);
  }
  return answers;
}

function restore(form, answers) {
  for (const field of answerFields(form)) {
    const values = answers[field.name];
    if (!values) continue;
    if (isChoice(field)) field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}

// What was answered in a step, in words.
function answerOf(step) {
  const words = [];
  for (const field of step.querySelectorAll("input, select, textarea")) {
    if (isChoice(field) && !field.checked) continue;
    const word = field.closest("label")?.querySelector("[data-word]") ?? (isChoice(field) ? field.closest("label") : null);
    words.push((word?.textContent ?? field.selectedOptions?.[0]?.textContent ?? field.value).trim());
  }
  return words.filter(Boolean).join(", ");
}

class Survey {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.survey;
    this.questions = [...form.querySelectorAll("[data-survey-step]")];
    this.final = form.querySelector("[data-survey-final]");
    this.steps = [...this.questions, this.final];
    this.intro = form.querySelector("[data-survey-intro]");
    this.progress = form.querySelector("[data-survey-progress]");
    this.next = form.querySelector("[data-survey-next]");
    this.back = form.querySelector("[data-survey-back]");
    this.navigation = form.querySelector("[data-survey-navigation]");
    this.check = form.querySelector("[data-survey-check]");
  }

  start() {
    const kept = read(this.key);
    restore(this.form, kept.answers ?? {});
    this.nextLabel = this.next.textContent;
    this.next.addEventListener("click", () => this.forward());
    this.back.addEventListener("click", () => history.back());
    this.form.addEventListener("input", () => this.keep());
    this.form.addEventListener("change", () => this.keep());
    this.form.addEventListener("click", (event) => this.follow(event));
    this.form.addEventListener("submit", (event) => this.submit(event), { capture: true });
    addEventListener("popstate", (event) => this.show(event.state?.surveyStep ?? 0, { again: event.state?.again }));
    this.form.noValidate = true;
    this.form.dataset.ready = "";
    this.openAt(this.firstWithError() ?? history.state?.surveyStep ?? kept.step ?? 0);
  }

  firstWithError() {
    const index = this.steps.findIndex((step) => step.querySelector("[data-error], [aria-invalid=true]"));
    return index < 0 ? null : index;
  }

  // The earlier steps get their place in the history, so that going back works after coming back too.
  openAt(step) {
    if (history.state?.surveyStep === undefined) {
      history.replaceState({ surveyStep: 0 }, "");
      for (let index = 1; index <= step; index += 1) history.pushState({ surveyStep: index }, "");
    }
    this.show(step, { focus: false, again: history.state.again });
  }

  keep() {
    write(this.key, { answers: collect(this.form), step: this.current });
  }

  forward() {
    this.go(this.again ? this.questions.length : this.current + 1);
  }

  // `again`: the step was opened from the last screen, so that going on leads back there.
  go(step, { again = false } = {}) {
    history.pushState({ surveyStep: step, again }, "");
    this.show(step, { again });
  }

  show(step, { focus = true, again = false } = {}) {
    this.again = again;
    this.current = Math.min(Math.max(step, 0), this.questions.length);
    const onFinal = this.current === this.questions.length;
    this.steps.forEach((element, index) => (element.hidden = index !== this.current));
    this.showIntro(this.current === 0);
    this.progress.hidden = onFinal;
    this.navigation.hidden = false;
    this.next.hidden = onFinal;
    this.next.querySelector(".nl-button__label").textContent = again ? this.next.dataset.again : this.nextLabel;
    this.back.hidden = this.current === 0 || again;
    this.showProgress();
    if (onFinal) this.listAnswers();
    this.keep();
    if (!focus) return;
    scrollTo(0, 0);
    this.steps[this.current].querySelector("[data-survey-heading]")?.focus();
  }

  // After the first step only the page title stays, for screen readers.
  showIntro(visible) {
    this.intro.classList.toggle("rh-visually-hidden", !visible);
    for (const element of this.intro.children) element.hidden = !visible && element.tagName !== "H1";
  }

  showProgress() {
    const [bar, words] = this.progress.children;
    bar.max = this.questions.length;
    bar.value = this.current + 1;
    words.textContent = this.progress.dataset.words.replace("{n}", this.current + 1).replace("{total}", this.questions.length);
  }

  listAnswers() {
    const { none, change } = this.check.dataset;
    const rows = this.questions.map((step, index) => {
      const title = step.querySelector("[data-survey-heading]").textContent.trim();
      const row = document.createElement("li");
      const text = document.createElement("span");
      const label = document.createElement("b");
      label.textContent = title;
      text.append(label, answerOf(step) || none);
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = change;
      button.setAttribute("aria-label", `${change}: ${title}`);
      button.addEventListener("click", () => this.go(index, { again: true }));
      row.append(text, button);
      return row;
    });
    this.check.replaceChildren(...rows);
    this.check.hidden = false;
  }

  // A link in the error summary leads to the question it is about.
  follow(event) {
    const target = document.getElementById(event.target.closest("a[href^='#']")?.hash.slice(1) ?? "");
    const index = this.steps.findIndex((step) => step.contains(target));
    if (!target || index < 0) return;
    event.preventDefault();
    this.go(index);
    target.focus();
  }

  // Enter in a field means: on to the next question.
  submit(event) {
    if (this.current === this.questions.length) return;
    event.preventDefault();
    event.stopPropagation();
    this.forward();
  }
}

export function startSurveys() {
  for (const sent of document.querySelectorAll("[data-survey-sent]")) clear(sent.dataset.surveySent);
  for (const form of document.querySelectorAll("form[data-survey]")) new Survey(form).start();
}
