// Dropping a text, a file or an address on the form, and saying that it is being read. The form works without.
"use strict";

const form = document.querySelector("[data-reading]");
const progress = document.querySelector("[data-progress]");
const drop = document.querySelector("[data-drop]");

if (form) {
  const field = (name) => form.elements.namedItem(name);
  const button = form.querySelector("button.main");
  const begun = () => {
    const start = Date.now();
    progress.classList.add("busy");
    const tell = () => {
      const seconds = Math.round((Date.now() - start) / 1000);
      progress.textContent = seconds < 3 ? "Reading" : `Reading, ${seconds} seconds`;
    };
    tell();
    // For eyes alone from then on: nobody wants to hear each second.
    setTimeout(() => progress.setAttribute("aria-live", "off"), 1000);
    setInterval(tell, 1000);
  };
  form.addEventListener("submit", () => {
    begun();
    // Not at once: a button that is off when the form goes is not sent.
    setTimeout(() => { button.disabled = true; }, 0);
  });
  // A page that is gone back to has its button again.
  addEventListener("pageshow", () => { button.disabled = false; });

  const put = (data) => {
    if (data.files.length) {
      field("file").files = data.files;
      return true;
    }
    const text = data.getData("text/plain");
    const address = (data.getData("text/uri-list") || "").split(/\r?\n/).find((line) => line && !line.startsWith("#"));
    if (address && (!text || text.trim() === address)) field("address").value = address;
    else field("text").value = data.getData("text/html") && !text ? data.getData("text/html") : text;
    return Boolean(address || text);
  };
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (put(event.dataTransfer)) form.requestSubmit();
  });
}
