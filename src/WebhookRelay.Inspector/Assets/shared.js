// Shared by the parts below: they are served as one module, in the order of InspectorAssets.
const live = document.querySelector("[data-announce]");

/** Tells a screen reader without moving the focus. */
function announce(text) {
  if (live) {
    live.textContent = text;
  }
}

/** A toolbar button that needs the script. */
function tool(text, title) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = text;
  button.title = title;
  document.querySelector("[data-tools]")?.append(button);
  return button;
}

/** A stored preference. Storage may be switched off. */
const preference = {
  get(name) {
    try { return localStorage.getItem(`webhookrelay.${name}`); } catch { return null; }
  },
  set(name, value) {
    try { localStorage.setItem(`webhookrelay.${name}`, value); } catch { /* It then lasts for this page. */ }
  },
};
