"use strict";
// Weights are shares of 100: what one takes, the unlocked others give, by largest remainder.
// The others are shared out anew from how they stood when the hand came to the field, so that
// typing 2 and then 20, or a slider pushed to and fro, loses nothing.
(() => {
  const editor = document.getElementById("t-editor");
  const WHOLE = 100; // counted in hundredths
  const ALL = 100 * WHOLE;
  // As if typed, but with nothing left to share out.
  const tell = (control) => control.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "put" }));
  const hundredths = (text) => (/^\d+(\.\d*)?$/.test(text.trim()) ? Math.round(Number(text) * WHOLE) : null);

  function spread(total, parts) {
    const unit = total % WHOLE || parts.some((part) => part % WHOLE) ? 1 : WHOLE;
    const sum = parts.reduce((all, part) => all + part, 0);
    const exact = parts.map((part) => (sum ? (part * total) / sum : total / parts.length) / unit);
    const whole = exact.map(Math.floor);
    const order = exact.map((part, i) => [part - whole[i], i]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    let left = total / unit - whole.reduce((all, part) => all + part, 0);
    for (const [, i] of order) if (left-- > 0) whole[i] += 1;
    return whole.map((part) => part * unit);
  }

  for (const board of editor.querySelectorAll("[data-kam-shares]")) {
    const shares = [...board.querySelectorAll("[data-kam-share]")].map((row) => ({
      slider: row.querySelector("[data-kam-slider]"),
      number: row.querySelector("[data-was]"),
      lock: row.querySelector("[data-kam-lock]"),
    }));
    const value = (share) => hundredths(share.number.value) ?? 0;
    const locked = (share) => share.lock.getAttribute("aria-pressed") === "true";
    let stood = [];
    const remember = () => {
      stood = shares.map(value);
    };

    function put(share, amount) {
      share.number.value = String(amount / WHOLE);
      share.slider.value = share.number.value;
    }

    // Gives the others what `wanted` leaves; answers what is left for the one that moved.
    function balance(moved, wanted) {
      const free = shares.filter((share) => share !== moved && !locked(share));
      if (!free.length) return wanted;
      const held = shares.filter((share) => share !== moved && locked(share));
      const room = Math.max(0, ALL - held.reduce((sum, share) => sum + value(share), 0));
      const taken = Math.min(wanted, room);
      const parts = free.map((share) => stood[shares.indexOf(share)]);
      // Where nothing is left to scale, the weights the draft came with say the proportions.
      const were = free.map((share) => hundredths(share.number.dataset.was) ?? 0);
      const given = spread(room - taken, parts.some(Boolean) ? parts : were);
      free.forEach((share, i) => put(share, given[i]));
      return taken;
    }

    for (const share of shares) {
      for (const control of [share.slider, share.number]) control.addEventListener("focus", remember);
      share.slider.addEventListener("pointerdown", remember);
      share.slider.addEventListener("input", () => {
        put(share, balance(share, Number(share.slider.value) * WHOLE));
      });
      share.number.addEventListener("input", (event) => {
        const typed = hundredths(share.number.value);
        if (typed === null || typed > ALL || event.detail === "put") return; // told by the field
        balance(share, typed);
        share.slider.value = share.number.value;
      });
      share.number.addEventListener("change", () => {
        const typed = hundredths(share.number.value);
        if (typed === null || typed > ALL) return tell(share.number);
        const taken = balance(share, typed);
        if (String(taken / WHOLE) !== share.number.value.trim()) {
          put(share, taken);
          tell(share.number);
        }
      });
      share.lock.addEventListener("click", () => {
        share.lock.setAttribute("aria-pressed", locked(share) ? "false" : "true");
      });
    }

    function total() {
      const sum = shares.reduce((all, share) => all + value(share), 0);
      const shown = board.querySelector("[data-kam-total]");
      shown.textContent = String(sum / WHOLE);
      shown.classList.toggle("k-text-red", sum !== ALL);
    }
    board.addEventListener("input", total);
    // Put from elsewhere: an undo, or weights from pairs.
    board.addEventListener("kam:put", () => {
      for (const share of shares) share.slider.value = share.number.value;
      total();
    });
    total();
  }

  // Comparing in pairs: the matrix comes into a dialog; what is taken over is like typed.
  const dialog = document.getElementById("t-pairs");
  const fraction = (step) => (step.startsWith("1/") ? 1 / Number(step.slice(2)) : Number(step));
  const mirrored = (step) => (step === "1" ? "1" : step.startsWith("1/") ? step.slice(2) : `1/${step}`);

  function say(select) {
    const { a, b } = select.dataset;
    const step = select.value;
    const less = fraction(step) < 1;
    const said = dialog.querySelector("[data-kam-judge]").getAttribute(`data-said-${less ? mirrored(step) : step}`);
    const names = less ? [b, a] : [a, b];
    dialog.querySelector("[data-kam-said]").textContent = said.replace("{a}", names[0]).replace("{b}", names[1]);
    const mirror = dialog.querySelector(`[data-kam-mirrors="${select.name}"]`);
    mirror.textContent = mirrored(step);
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "t-pairs-body" && !dialog.open) dialog.showModal();
  });
  for (const name of ["focusin", "input"]) {
    dialog.addEventListener(name, (event) => {
      if (event.target.matches("select")) say(event.target);
    });
  }
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-kam-close]")) dialog.close();
    if (!event.target.closest("[data-kam-use]")) return;
    let field;
    for (const { dataset } of dialog.querySelectorAll("[data-kam-weight]")) {
      field = editor.elements[dataset.kamWeight];
      field.value = dataset.value;
    }
    field.dispatchEvent(new Event("kam:put", { bubbles: true }));
    dialog.close();
    tell(field);
  });
  dialog.addEventListener("submit", (event) => event.preventDefault());
})();
