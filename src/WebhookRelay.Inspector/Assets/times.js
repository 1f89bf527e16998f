// Times arrive in UTC. The button shows them in the browser's zone; the address keeps UTC.
const zone = tool("UTC", "Show times in your time zone (u)");
let local = preference.get("zone") === "local";

function two(number) { return String(number).padStart(2, "0"); }

function localText(at, short) {
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
  return short ? clock : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
}

/** Writes every time under an element in the chosen zone. */
function showTimes(within) {
  for (const element of within.querySelectorAll("time[data-time]")) {
    const short = element.dataset.time === "short";
    const at = element.getAttribute("datetime");
    element.textContent = local ? localText(new Date(at), short) : short ? at.slice(11, 23) : `${at.slice(0, 10)} ${at.slice(11, 23)}`;
    element.title = local ? at : localText(new Date(at), false);
  }
}

function showZone() {
  zone.textContent = local ? "Local time" : "UTC";
  for (const name of document.querySelectorAll("[data-zone]")) {
    name.textContent = local ? "local time" : "UTC";
  }
  showTimes(document);
}

zone.addEventListener("click", () => {
  local = !local;
  preference.set("zone", local ? "local" : "utc");
  showZone();
  announce(local ? "Times are in your time zone" : "Times are in UTC");
});
showZone();
