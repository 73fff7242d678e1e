"use strict";
// The criteria editor: counts changes, undoes one, and tells at each field why it was refused.
(() => {
  const editor = document.getElementById("t-editor");
  const controls = () => [...editor.querySelectorAll("[data-was]")];
  // As if typed, but with nothing left to share out.
  const tell = (control) => control.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "put" }));
  const plain = (text) => text.trim().replaceAll(",", "");

  function mark(control) {
    const changed = plain(control.value) !== plain(control.dataset.was);
    control.closest(".t-set").classList.toggle("t-changed", changed);
    return changed;
  }

  // Ranges that are gone have no field left to be marked.
  const gone = (table) =>
    Math.max(0, table.dataset.pointsWas.split(" ").length - table.querySelectorAll("[data-kam-band]").length);

  function count() {
    for (const section of editor.querySelectorAll("[data-kam-section]")) {
      let changed = [...section.querySelectorAll("[data-was]")].filter(mark).length;
      for (const table of section.querySelectorAll("[data-grows]")) changed += gone(table);
      const label = section.querySelector("[data-kam-changes]");
      label.textContent = changed ? label.dataset.text.replace("#", changed) : "";
    }
  }

  editor.addEventListener("input", count);
  // An emptied field in which somebody is typing is no mistake yet.
  editor.addEventListener("htmx:configRequest", (event) => {
    const typing = document.activeElement;
    if (typing.matches("input[data-was]") && typing.value.trim() === "") event.preventDefault();
  });
  editor.addEventListener("submit", (event) => event.preventDefault());
  editor.addEventListener("change", ({ target }) => {
    if (target.matches("input[data-was]") && /^\d{4,}(\.\d+)?$/.test(target.value)) {
      const [whole, rest] = target.value.split(".");
      target.value = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
    }
  });

  document.addEventListener("click", (event) => {
    const path = event.target.closest("[data-kam-undo]")?.dataset.kamUndo;
    if (!path) return;
    const table = [...editor.querySelectorAll("[data-grows]")].find(({ dataset }) => path.startsWith(`${dataset.kamBands}.`));
    if (table) return table.dispatchEvent(new Event("kam:restore"));
    // Weights add up only together, so they go back together.
    const board = [...editor.querySelectorAll("[data-kam-shares]")].find(({ dataset }) => path.startsWith(`${dataset.kamShares}.`));
    const group = board?.dataset.kamShares ?? path;
    const found = controls().filter(({ name }) => name === path || name.startsWith(`${group}.`));
    for (const control of found) control.value = control.dataset.was;
    board?.dispatchEvent(new Event("kam:put"));
    if (found.length) tell(found[0]);
  });

  // What the server refused is marked at its field and said beside it; what it took is not.
  function refuse(control, reason) {
    const place = control.closest(".t-set");
    place.querySelector(".t-wrong")?.remove();
    control.toggleAttribute("aria-invalid", Boolean(reason));
    if (!reason) return;
    const said = document.createElement("small");
    said.className = "t-wrong";
    said.textContent = reason;
    place.append(said);
    const section = control.closest("details");
    if (section) section.open = true;
  }

  document.addEventListener("htmx:afterSettle", () => {
    const wrong = [...document.querySelectorAll("[data-kam-wrong]")];
    for (const control of controls()) {
      const found = wrong.find(({ dataset }) => control.name === dataset.kamWrong || control.name.startsWith(`${dataset.kamWrong}.`));
      refuse(control, found?.dataset.reason);
    }
  });

  count();
})();
