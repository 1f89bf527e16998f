// Filters: empty fields stay out of the address, and a typed local time is sent in UTC.
for (const form of document.querySelectorAll("form[data-filter]")) {
  const fields = [...form.querySelectorAll("[data-time-field]")];
  for (const field of fields) {
    if (local && field.value) {
      const at = new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(field.value) ? field.value : `${field.value.trim().replace(" ", "T")}Z`);
      if (!Number.isNaN(at.getTime())) {
        field.value = localText(at, false);
      }
    }
  }
  form.addEventListener("submit", () => {
    for (const field of form.querySelectorAll("input[name]")) {
      if (!field.value.trim()) {
        field.disabled = true;
      } else if (local && fields.includes(field) && !/[zZ]$|[+-]\d\d:?\d\d$/.test(field.value.trim())) {
        const at = new Date(field.value.trim().replace(" ", "T"));
        if (!Number.isNaN(at.getTime())) {
          field.value = at.toISOString();
        }
      }
    }
  });
  addEventListener("pageshow", () => {
    for (const field of form.querySelectorAll("input[name]")) {
      field.disabled = false;
    }
  });
}
