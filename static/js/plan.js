"use strict";
// A page of a plan has many small forms. What stands in the others when one is sent is kept for
// the page that comes back, and opened there.
(() => {
  const KEY = `kam-plan:${location.pathname.match(/\/plans\/\d+\//)?.[0]}`;
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const written = (field) => /^(text|number|date|textarea)/.test(field.type) && field.value !== field.defaultValue;

  document.addEventListener("submit", ({ target }) => {
    const kept = forms
      .filter((form) => form !== target)
      .flatMap((form) => [...form.elements].filter(written).map((field) => [form.action, field.name, field.value]));
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  });

  for (const [action, name, value] of JSON.parse(sessionStorage.getItem(KEY) ?? "[]")) {
    const field = forms.find((form) => form.action === action)?.elements[name];
    if (!field) continue;
    field.value = value;
    const folded = field.closest("details");
    if (folded) folded.open = true;
  }
  sessionStorage.removeItem(KEY);
})();
