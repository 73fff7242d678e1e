// Arrow keys walk over the 25 squares; Enter opens one, as it does any link.
"use strict";

(() => {
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const SIDE = 5;
  const squares = () => [...document.querySelectorAll("#squares a.r-cell")];

  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const at = squares().indexOf(document.activeElement);
    if (!step || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const row = Math.floor(at / SIDE) + step[0];
    const column = (at % SIDE) + step[1];
    if (row < 0 || row >= SIDE || column < 0 || column >= SIDE) return;
    squares()[row * SIDE + column].focus();
  });

  // The part is made anew when a square is opened: whoever walks goes on from there.
  let opened = false;
  document.addEventListener("htmx:beforeSwap", () => {
    opened = squares().includes(document.activeElement);
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (opened) document.querySelector("#squares a.r-cell[aria-current]")?.focus();
    opened = false;
  });
})();
