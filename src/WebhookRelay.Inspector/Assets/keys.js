// Keys: a letter without a modifier, never in a field. They can be switched off.
const pages = { o: "", d: "/deliveries", x: "/refused", r: "/replays", s: "/subscribers", w: "/webhooks", t: "/try" };
const help = [
  ["/", "find"], ["f", "filters"], ["j k", "next, previous row"], ["Enter", "open the row"], ["Esc", "leave the field or the list"], ["[ ]", "newer, older delivery"],
  ["1 – 4", "tabs of a delivery"], [".", "pause the list"], ["n", "go on"], ["r", "replay"], ["y", "copy the id"], ["c", "copy the command"], ["u", "UTC or local time"],
  ["g o", "overview"], ["g d", "deliveries"], ["g x", "refused"], ["g r", "replays"], ["g s", "subscribers"], ["g w", "webhooks"], ["g t", "try"], ["?", "this list"],
];
let afterG = 0;
let keysOff = preference.get("keys") === "off";

function dialogOfKeys() {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = "Keys";
  const list = document.createElement("dl");
  list.className = "keys";
  for (const [key, text] of help) {
    const [line, name, what] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
    for (const part of key.split(" ")) {
      const kbd = document.createElement("kbd");
      kbd.textContent = part;
      name.append(kbd, " ");
    }
    what.textContent = text;
    line.append(name, what);
    list.append(line);
  }
  const switchOff = document.createElement("button");
  const label = () => { switchOff.textContent = keysOff ? "Switch the keys on" : "Switch the keys off"; };
  switchOff.type = "button";
  switchOff.addEventListener("click", () => {
    keysOff = !keysOff;
    preference.set("keys", keysOff ? "off" : "on");
    label();
  });
  label();
  const close = document.createElement("button");
  close.type = "button";
  close.className = "primary";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  const row = document.createElement("p");
  row.className = "row";
  row.append(switchOff, close);
  dialog.append(title, list, row);
  document.body.append(dialog);
  return dialog;
}

let keysDialog = null;
const keysButton = tool("?", "Keys (?)");
keysButton.setAttribute("aria-label", "Keys");
keysButton.addEventListener("click", () => (keysDialog ??= dialogOfKeys()).showModal());

function moveRow(step) {
  const links = [...document.querySelectorAll("[data-list] tbody th a, .list tbody th a")];
  const at = links.indexOf(document.activeElement);
  links[Math.min(links.length - 1, Math.max(0, at < 0 ? 0 : at + step))]?.focus();
}

const actions = {
  "/": () => document.querySelector("#find")?.focus(),
  f: () => {
    const filters = document.querySelector(".filters details");
    if (filters) {
      filters.open = true;
      filters.querySelector("input:not([type=hidden])")?.focus();
    }
  },
  j: () => moveRow(1),
  k: () => moveRow(-1),
  "[": () => document.querySelector("[data-newer]")?.click(),
  "]": () => document.querySelector("[data-older]")?.click(),
  ".": () => document.querySelector("[data-pause]")?.click(),
  n: () => document.querySelector("[data-next]")?.click(),
  r: () => document.querySelector("[data-replay], a[href^='/inspect/replays/new']")?.click(),
  y: () => document.querySelector("[data-id] + .copy")?.click(),
  c: () => document.querySelector(".foot .copy")?.click(),
  u: () => zone.click(),
  "?": () => keysButton.click(),
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    document.activeElement?.blur();
    return;
  }
  if (field || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || (keysOff && event.key !== "?")) {
    return;
  }
  const isPage = event.timeStamp - afterG < 1500 && pages[event.key] !== undefined;
  afterG = event.key === "g" ? event.timeStamp : 0;
  if (isPage) {
    event.preventDefault();
    location.assign(`/inspect${pages[event.key]}`);
  } else if (/^[1-4]$/.test(event.key)) {
    document.querySelectorAll("[data-tab]")[Number(event.key) - 1]?.click();
  } else if (actions[event.key]) {
    event.preventDefault();
    actions[event.key]();
  }
});
