// Judging without leaving the page, and with one key each. Every button works without this.
"use strict";

const NAMES = { right: "Right", wrong: "Wrong", same: "The same", different: "Not the same", correct: "Put right" };
const live = document.createElement("p");
live.className = "visually-hidden";
live.setAttribute("role", "status");
document.body.append(live);
// What was decided on this page, the last last: the key for undoing takes it back.
const done = [];

// ---- sending ---------------------------------------------------------------------------------------------

const send = async (path, data) => {
  const answer = await fetch(path, {
    method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" }, credentials: "same-origin",
  });
  const told = await answer.json().catch(() => ({ error: `the server answered ${answer.status}` }));
  if (!answer.ok) throw new Error(told.error);
  return told.judgment;
};
const element = (tag, about = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), about);
  made.append(...inside);
  return made;
};
const problem = (place, error) => {
  place.querySelector(".problem")?.remove();
  place.append(element("p", { className: "problem" }, error.message));
  live.textContent = error.message;
};

// `button` is one of a set, in a form of its own or in one for all sets of the page.
const decide = async (button) => {
  const place = button.closest("[data-judge]"), choice = place.querySelector("[data-choice]"), form = button.form;
  const verdict = button.value.split(" ")[0];
  if (place.dataset.busy) return;
  place.dataset.busy = "yes";
  place.querySelector(".problem")?.remove();
  try {
    const data = new FormData(form);
    data.set(button.name, button.value);
    const made = await send("/judge", data);
    const what = element("span", { className: "visually-hidden" }, ` “${NAMES[verdict]}”`);
    const back = element("button", { type: "button", className: "quiet" }, "Undo", what);
    const note = made.note ? `: “${made.note}”` : "";
    const words = element("span", { className: "decided" }, element("b", {}, NAMES[verdict]), `, by ${made.by}, just now${note} `);
    const one = { place, form, choice, line: element("li", {}, words, back), id: made.id };
    place.querySelector("[data-judged]").append(one.line);
    back.addEventListener("click", () => takeBack(one));
    done.push(one);
    choice.hidden = true;
    live.textContent = `${NAMES[verdict]}. Kept.`;
    go(place, 1) || back.focus();
  } catch (error) {
    problem(place, error);
  } finally {
    delete place.dataset.busy;
  }
};

const takeBack = async (one) => {
  try {
    await send("/judge/withdraw", { id: one.id, token: one.form.elements.namedItem("token").value });
    done.splice(done.indexOf(one), 1);
    one.line.remove();
    one.choice.hidden = false;
    live.textContent = "Undone.";
    const item = one.place.closest("[data-doubt]");
    if (item) stand(item);
    else one.choice.querySelector("[data-key]").focus();
  } catch (error) {
    problem(one.place, error);
  }
};

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.key) return;
  event.preventDefault();
  decide(button);
});

// ---- where one is in a list ------------------------------------------------------------------------------

const items = () => [...document.querySelectorAll("[data-doubt]")];
const stand = (item) => {
  for (const other of items()) other.classList.toggle("here", other === item);
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
};
const current = () => document.activeElement?.closest("[data-doubt]") ?? document.querySelector("[data-doubt].here");
// To the next that is not decided yet, or the one before; false where there is none.
const go = (from, step) => {
  const all = items();
  const at = all.indexOf(from?.closest?.("[data-doubt]") ?? current());
  const open = (item) => !item.querySelector("[data-choice]")?.hidden;
  const ahead = step > 0 ? all.slice(at + 1) : all.slice(0, Math.max(at, 0)).reverse();
  const next = at < 0 ? all[0] : ahead.find(open);
  if (next) stand(next);
  return Boolean(next);
};
// A queue begins with its first; in other lists nothing is judged before one has gone there.
document.querySelector("[data-queue] [data-doubt]")?.classList.add("here");
document.addEventListener("focusin", (event) => {
  const item = event.target.closest?.("[data-doubt]");
  if (item) for (const other of items()) other.classList.toggle("here", other === item);
});

// ---- keys --------------------------------------------------------------------------------------------------

// They can be switched off (WCAG 2.1.4), and are off while somebody writes or a modifier is down.
const box = document.getElementById("judge-keys");
const stored = (() => {
  try { return localStorage.getItem("onrecord-keys"); } catch { return null; }
})();
const show = () => {
  for (const button of document.querySelectorAll("[data-judge] [data-key]")) {
    button.querySelector("kbd")?.remove();
    button.removeAttribute("aria-keyshortcuts");
    if (!box?.checked) continue;
    button.setAttribute("aria-keyshortcuts", button.dataset.key);
    const key = element("kbd", {}, button.dataset.key);
    key.setAttribute("aria-hidden", "true");
    button.append(key);
  }
};
if (box) {
  box.checked = stored !== "off";
  box.addEventListener("change", () => {
    try { localStorage.setItem("onrecord-keys", box.checked ? "on" : "off"); } catch { /* for this page, then */ }
    show();
  });
  show();
}

const place = () => document.activeElement?.closest("[data-judge]")
  ?? (items().length ? current()?.querySelector("[data-judge]") : document.querySelector("[data-judge]:not(.short)"));
const keys = {
  j: () => go(null, 1),
  k: () => go(null, -1),
  n: () => place()?.querySelector("[data-choice]:not([hidden]) [name=note]")?.focus(),
  u: () => done.length && takeBack(done.at(-1)),
};
document.addEventListener("keydown", (event) => {
  if (!box?.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  const field = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (field) {
    const around = field.closest("[data-judge]");
    if (event.key === "Escape" && around) (around.closest("[data-doubt]") ?? around.querySelector("[data-key]")).focus();
    return;
  }
  const button = place()?.querySelector(`[data-choice]:not([hidden]) [data-key="${CSS.escape(event.key)}"]`);
  if (button) button.click();
  else if (event.key in keys) keys[event.key]();
  else return;
  event.preventDefault();
});
