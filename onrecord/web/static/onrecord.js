// What helps where scripts run; every page can be read and used without this.
"use strict";

const root = document.documentElement;
root.classList.add("script");

// The theme that was chosen stays, on this machine. Set at once, so that no page flashes in the other.
const THEMES = ["light", "dark"];
const kept = (() => {
  try { return localStorage.getItem("onrecord-theme"); } catch { return null; }
})();
const wear = (theme) => {
  if (THEMES.includes(theme)) root.dataset.theme = theme;
  else delete root.dataset.theme;
};
wear(kept);

document.addEventListener("DOMContentLoaded", () => {
  for (const choice of document.querySelectorAll('input[name="theme"]')) {
    if (choice.value === (root.dataset.theme ?? "auto")) choice.checked = true;
    choice.addEventListener("change", () => {
      wear(choice.value);
      try { localStorage.setItem("onrecord-theme", choice.value); } catch { /* not kept, and worn all the same */ }
    });
  }
});

// A button with data-copy="ID" copies what stands in the field of that id, and says that it did.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  const field = button && document.getElementById(button.dataset.copy);
  if (!field) return;
  const words = field.value ?? field.textContent;
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    field.select?.();
    document.execCommand("copy");
  }
  const before = button.dataset.label ?? button.textContent;
  button.dataset.label = before;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = before; }, 1600);
});

// "/" goes to the search box, as on many sites; not while somebody writes.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("q");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});
