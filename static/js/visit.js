"use strict";
// The visit form: day chips, counts, and a draft kept on this device until the visit is saved.
(() => {
  const PREFIX = "kam-visit-draft";
  const KEEP_MS = 7 * 24 * 3600 * 1000;
  const FIELDS = ["client_key", "note", "next_step", "next_step_on", "time", "needs", "person_name", "person_title"];
  const CHOICES = ["contacts", "scenario", "kind", "checked", "satisfaction", "colleagues", "direction_changed"];

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
  // The checklist is that of the chosen scenario.
  function showChecklist() {
    const chosen = boxes("scenario").find((box) => box.checked)?.value;
    for (const list of form.querySelectorAll("[data-kam-checklist]")) {
      list.hidden = list.dataset.kamChecklist !== chosen;
      for (const box of list.querySelectorAll("input")) box.disabled = list.hidden;
    }
  }
  // What kind it is can be read without opening the fold it stands in.
  function showKind() {
    const chosen = boxes("kind").find((box) => box.checked);
    if (chosen) form.querySelector("[data-kam-kind]").textContent = chosen.closest("label").textContent.trim();
  }
  function refresh() {
    showChecklist();
    showKind();
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

  let isHandedOver = false; // the outbox has it: leaving the page must not bring the draft back
  function keep() {
    if (!form.dataset.kamDraft || isHandedOver) return;
    const draft = read();
    if (!worthKeeping(draft)) return drop(key());
    const kept = attempt(() => localStorage.setItem(key(), JSON.stringify(draft)) ?? true);
    form.querySelector("[data-kam-kept]").hidden = !kept;
  }

  function restore() {
    const draft = attempt(() => JSON.parse(localStorage.getItem(key())));
    if (!draft) return;
    if (Date.now() - draft.at > KEEP_MS) return drop(key());
    fill(draft);
    form.querySelector("[data-kam-restored]").hidden = false;
  }
  // The key comes back with what was written: a visit whose answer got lost is not saved twice.
  function fill(draft) {
    for (const field of FIELDS) {
      if (form.elements[field] && draft[field]) form.elements[field].value = draft[field];
    }
    for (const field of CHOICES) {
      for (const box of boxes(field)) box.checked = (draft[field] ?? []).includes(box.value);
    }
  }

  // Old drafts of any account leave the device.
  attempt(() => {
    for (const stored of Object.keys(localStorage).filter((item) => item.startsWith(PREFIX))) {
      const draft = attempt(() => JSON.parse(localStorage.getItem(stored)));
      if (!draft || Date.now() - draft.at > KEEP_MS) drop(stored);
    }
  });

  // Where nobody stands prefilled, the sentence comes after the first person: one tap less.
  let asksWho = !boxes("contacts").some((box) => box.checked);
  form.addEventListener("change", ({ target }) => {
    if (!asksWho || target.name !== "contacts" || !target.checked) return;
    asksWho = false;
    if (!form.elements.note.value) form.elements.note.focus();
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
  // ---- Saving: kept on this device first, then sent; what the server refuses it shows by the field.
  const outbox = window.kamOutbox;
  const isNew = Boolean(form.dataset.kamDraft);
  const facts = () => form.querySelector("[data-kam-account]").dataset;
  const words = (field) =>
    boxes(field).filter((box) => box.checked).map((box) => box.closest("label").dataset.kamName ?? box.closest("label").textContent.trim());
  function lacks() {
    const anybody = boxes("contacts").some((box) => box.checked) || form.elements.person_name?.value.trim();
    return { contacts: !anybody, note: !form.elements.note.value.trim() };
  }
  function about() {
    const { kamName, kamDueBefore, kamDueTone, kamEvery } = facts();
    const until = new Date(Date.parse(form.elements.date.value) + kamEvery * 86_400_000);
    const due = kamEvery ? { before: kamDueBefore, tone: kamDueTone, next: until.toISOString().slice(0, 10) } : null;
    const person = form.elements.person_name?.value.trim();
    return {
      account: kamName, met: [...words("contacts"), person].filter(Boolean).join(", "), scenario: words("scenario")[0],
      next: form.elements.next_step.value.trim(), nextOn: day.value, due, note: form.elements.note.value,
    };
  }
  function plainly(action) {
    const button = document.createElement("input");
    Object.assign(button, { type: "hidden", name: "action", value: action });
    form.append(button);
    HTMLFormElement.prototype.submit.call(form);
  }
  function mark(lacking) {
    form.querySelector("[data-kam-lacks]").hidden = false;
    for (const [field, isLacking] of Object.entries(lacking)) {
      form.elements[field]?.closest?.(".v-part")?.classList.toggle("v-wrong", isLacking);
      form.querySelector(`[data-kam-part="${field}"]`)?.classList.toggle("v-wrong", isLacking);
    }
    lead();
  }
  // To the first field that is wrong: on a phone it may be below the fold.
  function lead() {
    const wrong = form.querySelector(".v-wrong");
    if (!wrong) return;
    wrong.scrollIntoView({ block: "center" });
    wrong.querySelector("textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
  }
  async function save(action) {
    const lacking = lacks();
    const isLacking = action === "save" && (lacking.contacts || lacking.note);
    if (isLacking && !navigator.onLine) return mark(lacking);
    if (isLacking) return plainly(action);
    const entries = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const made = form.elements.client_key.value;
    const old = await outbox.get(made);
    const row = { key: made, at: old?.at ?? new Date().toISOString(), account: account(), about: about() };
    let sent;
    try {
      sent = await outbox.add({ ...row, entries: [...entries, ["action", action]] });
    } catch {
      return plainly(action); // this device keeps nothing
    }
    if (sent?.state === "returned" && sent.status === 422 && navigator.onLine) {
      await outbox.remove(made);
      return plainly(action);
    }
    isHandedOver = true;
    drop(key());
    const kept = `${form.dataset.kamOutboxUrl}#saved=${made}`;
    if (sent?.state === "sent") window.location.assign(sent.url);
    else if (sent?.state === "login") window.location.assign(`${form.dataset.kamLoginUrl}?next=${encodeURIComponent(kept)}`);
    else window.location.assign(kept);
  }
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) return event.preventDefault();
    keep();
    const hasOutbox = isNew && outbox;
    if (!hasOutbox && !navigator.onLine) {
      event.preventDefault(); // what was corrected stays on the page
      window.kamToast(document.getElementById("k-phrases").dataset.offline);
      return;
    }
    form.dataset.sending = "yes";
    if (!hasOutbox) return;
    event.preventDefault();
    save(event.submitter?.value ?? "save").finally(() => delete form.dataset.sending);
  });
  // Brought back from the outbox to be changed.
  async function fromOutbox() {
    const from = new URLSearchParams(window.location.hash.slice(1)).get("outbox");
    const row = from && outbox ? await outbox.get(from) : null;
    if (!row || !outbox.isMine(row) || row.state === "sent") return false;
    const draft = {};
    for (const [field, value] of row.entries) {
      if (CHOICES.includes(field)) (draft[field] ??= []).push(value);
      else if (typeof value === "string") draft[field] = value;
    }
    if (draft.date) form.elements.date.value = draft.date;
    fill(draft);
    return true;
  }
  // A kept page was made on another day: the visit is of today, and past days are no longer offered.
  async function moveToToday() {
    if (!(await window.kamKept)) return;
    const zone = document.body.dataset.kamZone;
    const today = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date());
    form.elements.date.value = today;
    for (const chip of form.querySelectorAll("[data-kam-day]")) chip.hidden = chip.dataset.kamDay < today;
  }
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

  async function begin() {
    lead();
    if (form.dataset.kamDraft === "new") {
      // The server's key would be the same each time a kept page is opened.
      if (outbox) form.elements.client_key.value = outbox.newKey();
      await moveToToday();
      if (!(await fromOutbox())) restore();
    }
    refresh();
  }
  begin();
})();
