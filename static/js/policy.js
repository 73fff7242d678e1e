"use strict";
// The criteria editor: counts changes, undoes one, marks refused fields, and keeps weights at 100.
(() => {
  const editor = document.getElementById("t-editor");
  const controls = () => [...editor.querySelectorAll("[data-was]")];
  const tell = (control) => control.dispatchEvent(new Event("input", { bubbles: true }));

  function mark(control) {
    const changed = control.value.trim() !== control.dataset.was;
    control.closest(".t-set").classList.toggle("t-changed", changed);
    return changed;
  }

  function count() {
    for (const section of editor.querySelectorAll("[data-kam-section]")) {
      const changed = [...section.querySelectorAll("[data-was]")].filter(mark).length;
      const label = section.querySelector("[data-kam-changes]");
      label.textContent = changed ? label.dataset.text.replace("#", changed) : "";
    }
  }

  // Weights are shares of 100: what one takes, the unlocked others give, by largest remainder.
  const board = editor.querySelector("[data-kam-shares]");
  const shares = [...board.querySelectorAll("[data-kam-share]")].map((row) => ({
    slider: row.querySelector("[data-kam-slider]"),
    number: row.querySelector("[data-was]"),
    lock: row.querySelector("[data-kam-lock]"),
  }));
  const value = (share) => Number(share.number.value) || 0;
  const locked = (share) => share.lock.getAttribute("aria-pressed") === "true";

  function put(share, amount) {
    share.number.value = String(amount);
    share.slider.value = String(amount);
  }

  function spread(total, parts) {
    const sum = parts.reduce((all, part) => all + part, 0);
    const exact = parts.map((part) => (sum ? (part * total) / sum : total / parts.length));
    const whole = exact.map(Math.floor);
    const order = exact.map((part, i) => [part - whole[i], i]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    let left = total - whole.reduce((all, part) => all + part, 0);
    for (const [, i] of order) if (left-- > 0) whole[i] += 1;
    return whole;
  }

  function balance(moved, wanted) {
    const others = shares.filter((share) => share !== moved && !locked(share));
    const fixed = shares.filter((share) => share !== moved && locked(share)).reduce((sum, share) => sum + value(share), 0);
    const room = others.length ? 100 - fixed : value(moved);
    put(moved, Math.max(others.length ? 0 : room, Math.min(Math.round(wanted), room)));
    const given = spread(100 - fixed - value(moved), others.map(value));
    others.forEach((share, i) => put(share, given[i]));
  }

  function total() {
    const sum = shares.reduce((all, share) => all + value(share), 0);
    const shown = document.querySelector("[data-kam-total]");
    shown.textContent = String(sum);
    shown.classList.toggle("k-text-red", sum !== 100);
  }

  for (const share of shares) {
    share.slider.addEventListener("input", () => balance(share, Number(share.slider.value)));
    share.number.addEventListener("change", () => {
      if (Number.isFinite(Number(share.number.value))) {
        balance(share, Number(share.number.value));
        tell(share.number);
      }
    });
    share.lock.addEventListener("click", () => {
      share.lock.setAttribute("aria-pressed", locked(share) ? "false" : "true");
    });
  }

  editor.addEventListener("input", () => {
    count();
    total();
  });
  editor.addEventListener("submit", (event) => event.preventDefault());

  document.addEventListener("click", (event) => {
    const path = event.target.closest("[data-kam-undo]")?.dataset.kamUndo;
    if (!path) return;
    // Weights add up only together, so they go back together.
    const group = path.startsWith("selection.weights.") ? "selection.weights" : path;
    const found = controls().filter(({ name }) => name === path || name.startsWith(`${group}.`));
    for (const control of found) control.value = control.dataset.was;
    for (const share of shares) share.slider.value = share.number.value;
    if (found.length) tell(found[0]);
  });

  // What the server refused is marked at its field; what it took is not.
  document.addEventListener("htmx:afterSettle", () => {
    const wrong = new Set([...document.querySelectorAll("[data-kam-wrong]")].map((each) => each.dataset.kamWrong));
    for (const control of controls()) {
      const refused = [...wrong].some((path) => control.name === path || control.name.startsWith(`${path}.`));
      control.toggleAttribute("aria-invalid", refused);
    }
  });

  count();
  total();
})();
