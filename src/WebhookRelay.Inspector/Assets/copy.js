// A button beside each element with data-copy.
for (const element of document.querySelectorAll("[data-copy]")) {
  if (navigator.clipboard) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${element.dataset.copy || element.textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(element.dataset.value ?? element.textContent);
      button.textContent = "Copied";
      announce("Copied");
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    element.after(button);
  }
}
