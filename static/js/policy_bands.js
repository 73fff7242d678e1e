"use strict";
// Ranges from-to: one ends where the next begins. Splitting and removing rows keeps that true, so
// the table is read as two lists, changed there, and written back.
(() => {
  const editor = document.getElementById("t-editor");
  const rows = (table) => [...table.querySelectorAll("[data-kam-band]")];
  const cut = (row) => row.querySelector("[data-kam-cut] [data-was]");
  const points = (row) => row.querySelector("[data-kam-points] [data-was]");
  const number = (text) => Number(text.replaceAll(",", "")) || 0;
  const list = (text) => (text ? text.split(" ") : []);
  const was = (table) => ({ cuts: list(table.dataset.cutsWas), points: list(table.dataset.pointsWas) });
  const now = (table) => ({
    cuts: rows(table).slice(1).map((row) => cut(row).value),
    points: rows(table).map((row) => points(row)?.value),
  });

  function ends(table) {
    const all = rows(table);
    all.forEach((row, i) => {
      row.querySelector("[data-kam-to]").textContent = i + 1 < all.length ? cut(all[i + 1]).value : table.dataset.textMore;
    });
    for (const drop of table.querySelectorAll("[data-kam-drop]")) drop.disabled = all.length < 3;
  }

  function set(table, control, name, value, before) {
    control.name = `${table.dataset.kamBands}.${name}`;
    control.value = value;
    control.dataset.was = before ?? "";
    control.closest(".t-set").querySelector("[data-kam-was]").textContent =
      before === undefined ? table.dataset.textNew : table.dataset.textWas.replace("#", before);
  }

  function write(table, values) {
    const body = table.tBodies[0];
    while (rows(table).length < values.points.length) body.append(body.lastElementChild.cloneNode(true));
    while (rows(table).length > values.points.length) body.lastElementChild.remove();
    const before = was(table);
    rows(table).forEach((row, i) => {
      if (i) set(table, cut(row), `cuts.${i - 1}`, values.cuts[i - 1], before.cuts[i - 1]);
      set(table, points(row), `points.${i}`, values.points[i], before.points[i]);
    });
    ends(table);
    points(rows(table)[0]).dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A new range begins in the middle of the one it splits; beyond the last cut, at twice that.
  function middle(cuts, i) {
    const [from, to] = [i ? number(cuts[i - 1]) : 0, i < cuts.length ? number(cuts[i]) : null];
    const half = to === null ? 2 * from || 1 : (from + to) / 2;
    return half.toLocaleString("en-US", { maximumFractionDigits: 6 });
  }

  function split(table, i) {
    const values = now(table);
    values.cuts.splice(i, 0, middle(values.cuts, i));
    values.points.splice(i + 1, 0, values.points[i]);
    write(table, values);
    cut(rows(table)[i + 1]).focus();
    cut(rows(table)[i + 1]).select();
  }

  function drop(table, i) {
    const values = now(table);
    values.cuts.splice(Math.max(i - 1, 0), 1);
    values.points.splice(i, 1);
    write(table, values);
    const after = rows(table)[Math.min(i, rows(table).length - 1)];
    (after.querySelector("[data-kam-drop]:enabled") ?? points(after)).focus();
  }

  for (const table of editor.querySelectorAll("[data-kam-bands]")) {
    table.addEventListener("input", () => ends(table));
    table.addEventListener("kam:restore", () => write(table, was(table)));
    table.addEventListener("click", (event) => {
      const button = event.target.closest("[data-kam-split], [data-kam-drop]");
      if (!button) return;
      const i = rows(table).indexOf(button.closest("[data-kam-band]"));
      (button.matches("[data-kam-split]") ? split : drop)(table, i);
    });
    if (table.hasAttribute("data-grows")) ends(table);
  }
})();
