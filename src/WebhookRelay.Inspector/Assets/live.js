// The live list: the server searches the first page again after something was written, and sends the rows that differ.
const source = document.querySelector("[data-live]");
const body = document.querySelector("[data-list] tbody");
const policy = window.trustedTypes?.createPolicy("webhookrelay", { createHTML: (html) => html });

/** Elements from the markup that the relay itself has encoded. */
function elementsOf(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  showTimes(template.content);
  return [...template.content.children];
}

if (source?.dataset.live) {
  const maxRows = 200;
  const fresh = document.querySelector("[data-fresh]");
  const button = document.createElement("button");
  button.type = "button";
  source.prepend(button);
  let stream = null;
  let paused = preference.get("live") === "off";
  let held = new Map();
  let beyond = 0;
  let arrived = 0;

  const rowOf = (key) => body?.querySelector(`tr[data-key="${CSS.escape(key)}"]`);

  function state(text) {
    button.textContent = text;
    button.setAttribute("aria-pressed", String(!paused));
    button.title = paused ? "Show new deliveries as they arrive (.)" : "Stop the list (.)";
  }

  /** A row that is shown is replaced in place; a new one goes where its sequence belongs. */
  function place(row) {
    const shown = rowOf(row.dataset.key);
    if (shown) {
      if (shown.dataset.version !== row.dataset.version) {
        const focused = shown.contains(document.activeElement);
        shown.replaceWith(row);
        if (focused) {
          row.querySelector("a")?.focus({ preventScroll: true });
        }
      }
      return;
    }
    if (body.children.length >= 50 && row.dataset.key < body.lastElementChild.dataset.key) {
      return;
    }
    const after = [...body.children].find((other) => other.dataset.key < row.dataset.key);
    body.insertBefore(row, after ?? null);
    row.classList.add("fresh");
    arrived++;
    while (body.children.length > maxRows) {
      body.lastElementChild.remove();
    }
  }

  /** New rows move neither the focus nor what is being read: then they wait behind a button. */
  function waits() {
    return paused || body.contains(document.activeElement) || window.scrollY > 200;
  }

  function tellHeld() {
    const count = held.size + beyond;
    fresh.hidden = count === 0;
    if (count > 0) {
      const show = document.createElement("button");
      show.type = "button";
      show.textContent = "Show";
      show.addEventListener("click", release);
      fresh.replaceChildren(`${count.toLocaleString("en")} new `, show);
    }
  }

  function release() {
    for (const row of held.values()) {
      place(row);
    }
    held = new Map();
    beyond = 0;
    tellHeld();
  }

  function receive(event) {
    const { html, more, gone } = JSON.parse(event.data);
    if (!body) {
      if (html) {
        location.reload();
      }
      return;
    }
    for (const key of gone) {
      held.delete(key);
      rowOf(key)?.remove();
    }
    for (const row of elementsOf(html)) {
      if (rowOf(row.dataset.key) || !waits()) {
        place(row);
      } else if (held.has(row.dataset.key) || row.dataset.key > (body.firstElementChild?.dataset.key ?? "")) {
        arrived += held.has(row.dataset.key) ? 0 : 1;
        held.set(row.dataset.key, row);
      }
    }
    beyond += waits() ? more : 0;
    arrived += more;
    tellHeld();
  }

  function open() {
    if (!stream && !paused && !document.hidden) {
      stream = new EventSource(source.dataset.live);
      stream.addEventListener("rows", receive);
      stream.addEventListener("stop", () => { close(); state("Too many lists are open"); });
      stream.onopen = () => state("● Live");
      stream.onerror = () => state(`Cut off since ${new Date().toISOString().slice(11, 19)} UTC`);
      state("Connecting…");
    }
  }

  function close() {
    stream?.close();
    stream = null;
  }

  function toggle() {
    paused = !paused;
    preference.set("live", paused ? "off" : "on");
    if (paused) {
      close();
      state("Paused");
    } else {
      release();
      open();
    }
    announce(paused ? "The list is paused" : "The list is live");
  }

  button.addEventListener("click", toggle);
  button.dataset.pause = "";
  // Six connections are all a browser opens to one port: a hidden tab gives its own back.
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  body?.addEventListener("focusout", () => setTimeout(() => { if (!waits()) { release(); } }));
  setInterval(() => {
    if (arrived > 0) {
      announce(`${arrived} new ${arrived === 1 ? "delivery" : "deliveries"}`);
      arrived = 0;
    }
  }, 10000);
  if (paused) {
    state("Paused");
  } else {
    open();
  }
}
