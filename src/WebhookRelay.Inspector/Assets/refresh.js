// A part of a page that is loaded again until it needs no more.
async function refresh() {
  const part = document.querySelector("[data-refresh]");
  if (!part || part.dataset.refresh === undefined) {
    return;
  }
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const next = answer.ok ? elementsOf(await answer.text()).flatMap((each) => [...each.querySelectorAll?.("[data-refresh]") ?? [], ...(each.matches?.("[data-refresh]") ? [each] : [])])[0] : null;
      const ended = answer.ok && !next;
      if (ended) {
        location.reload();
        return;
      }
      if (next && next.innerHTML !== part.innerHTML) {
        const focus = part.contains(document.activeElement) ? document.activeElement.textContent : null;
        part.replaceChildren(...next.childNodes);
        showTimes(part);
        if (focus) {
          [...part.querySelectorAll("a, button")].find((each) => each.textContent === focus)?.focus({ preventScroll: true });
        }
      }
    } catch { /* The relay restarts: asked again. */ }
  }
  setTimeout(refresh, 1000);
}
setTimeout(refresh, 1000);
