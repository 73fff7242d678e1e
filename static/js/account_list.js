"use strict";
// The account list: ticking rows (also with shift, on phones by a long press) and copying the link.
(() => {
  const list = document.getElementById("list");
  let last = null;

  const rows = () => [...list.querySelectorAll("[data-kam-bulk-row]")];

  function show() {
    const bar = list.querySelector("[data-kam-bulk-bar]");
    if (!bar) return;
    const ticked = rows().filter((box) => box.checked).length;
    const all = bar.querySelector("[data-kam-bulk-all]");
    const page = list.querySelector("[data-kam-bulk-page]");
    if (!ticked) all.checked = false;
    bar.hidden = ticked === 0;
    const label = bar.querySelector("[data-kam-bulk-count]");
    label.textContent = label.dataset.text.replace("#", ticked);
    page.checked = ticked > 0 && ticked === rows().length;
    page.indeterminate = ticked > 0 && !page.checked;
    list.classList.toggle("a-selecting", ticked > 0);
  }

  function tick(boxes, on) {
    for (const box of boxes) box.checked = on;
    show();
  }

  list.addEventListener("click", (event) => {
    const box = event.target.closest("[data-kam-bulk-row]");
    if (box && event.shiftKey && last?.isConnected) {
      const all = rows();
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      tick(all.slice(from, to + 1), box.checked);
    }
    if (box) last = box;
    if (event.target.closest("[data-kam-bulk-clear]")) tick(rows(), false);
  });

  list.addEventListener("change", (event) => {
    if (event.target.matches("[data-kam-bulk-page]")) tick(rows(), event.target.checked);
    else if (event.target.matches("[data-kam-bulk-row]")) show();
  });

  // Long press on a phone ticks the row and opens the ticks of all rows.
  let timer = 0;
  const stop = () => window.clearTimeout(timer);
  list.addEventListener("pointerdown", (event) => {
    const box = event.pointerType === "touch" && event.target.closest("tr")?.querySelector("[data-kam-bulk-row]");
    if (!box) return;
    timer = window.setTimeout(() => tick([box], !box.checked), 550);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove"]) list.addEventListener(name, stop);
  list.addEventListener("contextmenu", (event) => {
    if (list.classList.contains("a-selecting") && event.pointerType === "touch") event.preventDefault();
  });

  // Leaving the search field is no new search: it would swap the table and lose the ticks.
  document.getElementById("id_q").addEventListener("change", (event) => event.stopPropagation());

  const panel = document.querySelector(".a-panel");
  document.getElementById("conditions").addEventListener("submit", () => {
    panel.open = false;
  });

  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target === list) show();
  });
})();
