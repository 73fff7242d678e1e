"use strict";
// The visit form: day chips, counts, and a draft kept on this device until the visit is saved.
(() => {
  const PREFIX = "kam-visit-draft";
  const KEEP_MS = 7 * 24 * 3600 * 1000;
  const FIELDS = ["client_key", "note", "next_step", "next_step_on", "time", "needs", "person_name", "person_title"];
  const CHOICES = ["contacts", "scenario", "kind"];

  const name = (user, account) => `${PREFIX}-${user}-${account}`;
  // A device may refuse storage (private window, full): the form works without.
  const attempt = (action) => {
    try {
      return action();
    } catch {
      return null;
    }
  };
  const drop = (key) => attempt(() => localStorage.removeItem(key));

  const saved = document.querySelector("[data-kam-saved]");
  if (saved) drop(name(saved.dataset.kamSaved, saved.dataset.kamAccount));

  const form = document.querySelector("form[data-kam-visit]");
  if (!form) return;
  const account = () => form.querySelector("[data-kam-account]").dataset.kamAccount;
  const key = () => name(form.dataset.kamVisit, account());
  const boxes = (field) => [...form.querySelectorAll(`input[name="${field}"]`)];

  // ---- Day chips fill the date field; the field marks the chip.
  const day = form.elements.next_step_on;
  function markDay() {
    for (const chip of form.querySelectorAll("[data-kam-day]")) {
      chip.setAttribute("aria-pressed", String(chip.dataset.kamDay === day.value));
    }
  }

  // ---- Counts
  function count() {
    const chosen = form.querySelector("[data-kam-chosen]");
    const people = boxes("contacts").filter((box) => box.checked).length;
    chosen.value = people === 0 ? "" : people === 1 ? chosen.dataset.one : chosen.dataset.many.replace("#", people);
    const length = form.querySelector("[data-kam-length]");
    const letters = [...form.elements.note.value.trim()].length;
    length.value = letters ? length.dataset.words.replace("#", letters) : "";
  }
  function refresh() {
    markDay();
    count();
  }

  // ---- Draft
  function read() {
    const draft = { at: Date.now() };
    for (const field of FIELDS) draft[field] = form.elements[field]?.value ?? "";
    for (const field of CHOICES) {
      draft[field] = boxes(field).filter((box) => box.checked).map((box) => box.value);
    }
    return draft;
  }
  const worthKeeping = (draft) => Boolean(draft.note.trim() || draft.next_step.trim() || draft.needs.trim());

  function keep() {
    if (!form.dataset.kamDraft) return;
    const draft = read();
    if (!worthKeeping(draft)) return drop(key());
    const kept = attempt(() => localStorage.setItem(key(), JSON.stringify(draft)) ?? true);
    form.querySelector("[data-kam-kept]").hidden = !kept;
  }

  function restore() {
    const draft = attempt(() => JSON.parse(localStorage.getItem(key())));
    if (!draft) return;
    if (Date.now() - draft.at > KEEP_MS) return drop(key());
    // The key comes back with the draft: a visit whose answer got lost is not saved twice.
    for (const field of FIELDS) {
      if (form.elements[field] && draft[field]) form.elements[field].value = draft[field];
    }
    for (const field of CHOICES) {
      for (const box of boxes(field)) box.checked = (draft[field] ?? []).includes(box.value);
    }
    form.querySelector("[data-kam-restored]").hidden = false;
  }

  // Old drafts of any account leave the device.
  attempt(() => {
    for (const stored of Object.keys(localStorage).filter((item) => item.startsWith(PREFIX))) {
      const draft = attempt(() => JSON.parse(localStorage.getItem(stored)));
      if (!draft || Date.now() - draft.at > KEEP_MS) drop(stored);
    }
  });

  let timer;
  form.addEventListener("input", () => {
    refresh();
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, 800);
  });
  form.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-kam-day]");
    if (chip) {
      day.value = day.value === chip.dataset.kamDay ? "" : chip.dataset.kamDay;
      day.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (event.target.closest("[data-kam-discard]")) {
      drop(key());
      window.location.reload();
    }
  });
  // One press sends once; a second one is harmless anyway (client_key).
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) return event.preventDefault();
    form.dataset.sending = "yes";
    keep();
  });
  window.addEventListener("pageshow", () => delete form.dataset.sending);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  // The account was changed: what was written moves along, the old account's draft goes.
  let before = key();
  document.addEventListener("htmx:afterSettle", () => {
    if (key() !== before) {
      drop(before);
      before = key();
      keep();
    }
    refresh();
  });

  if (form.dataset.kamDraft === "new") restore();
  refresh();
})();
