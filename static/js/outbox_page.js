"use strict";
// The outbox: what was saved on this device just now (#saved=KEY), and every visit that waits.
(() => {
  const root = document.querySelector("[data-kam-outbox-page]");
  const outbox = window.kamOutbox;
  if (!root || !outbox) return;
  const words = root.dataset;
  const template = root.querySelector("template");
  const list = root.querySelector("[data-kam-rows]");
  const SIGNS = { waiting: "amber", sending: "amber", login: "amber", returned: "red", sent: "green" };
  const part = (node, name) => node.querySelector(`[data-kam-${name}]`);
  const say = (node, name, text) => {
    const found = part(node, name);
    found.textContent = text;
    found.hidden = !text;
  };
  // Days and times as the server writes them: 28 Nov, 14:05 or 11-28 14:05.
  const isEnglish = document.documentElement.lang === "en";
  const two = (number) => String(number).padStart(2, "0");
  function dayOf(date) {
    if (isEnglish) return date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
    return `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  }
  function when(at) {
    const date = new Date(at);
    return `${dayOf(date)}${isEnglish ? "," : ""} ${two(date.getHours())}:${two(date.getMinutes())}`;
  }
  const day = (iso) => (iso ? dayOf(new Date(`${iso}T00:00`)) : "");

  function drawn(row) {
    const item = template.content.firstElementChild.cloneNode(true);
    const isStuck = row.state === "returned";
    item.dataset.kamRow = row.key;
    item.dataset.state = row.state;
    say(item, "account", row.about.account);
    say(item, "when", [when(row.at), row.about.scenario].filter(Boolean).join(" · "));
    say(item, "state", words[row.state]);
    part(item, "state").classList.add(`k-level-${SIGNS[row.state]}`);
    say(item, "note", isStuck ? row.about.note : "");
    say(item, "why", isStuck ? row.why.join("\n") : "");
    part(item, "edit").hidden = row.state === "sent" || row.state === "sending" || row.status === 404;
    part(item, "edit").href = `${words.form}?account=${row.account}#outbox=${row.key}`;
    part(item, "open").hidden = !row.url;
    if (row.url) part(item, "open").href = row.url;
    part(item, "login").hidden = row.state !== "login";
    part(item, "copy").hidden = !isStuck;
    part(item, "copy").addEventListener("click", () => copy(row, part(item, "copy")));
    part(item, "discard").hidden = !isStuck;
    part(item, "discard").addEventListener("click", () => discard(row, part(item, "discard")));
    return item;
  }
  // To pass on what was done, where it can't be sent any more: the account is somebody else's now.
  async function copy({ about, at }, button) {
    const next = [day(about.nextOn), about.next].filter(Boolean).join(" · ");
    const lines = [about.account, when(at), about.met, about.scenario, about.note, next];
    await navigator.clipboard.writeText(lines.filter(Boolean).join("\n"));
    button.textContent = button.dataset.copied;
  }
  // The first press asks, the second throws away.
  function discard(row, button) {
    if (button.dataset.asked) return outbox.remove(row.key);
    button.dataset.asked = "yes";
    button.textContent = button.dataset.sure;
  }

  function savedNow(rows) {
    const key = new URLSearchParams(window.location.hash.slice(1)).get("saved");
    const row = rows.find((each) => each.key === key);
    const done = root.querySelector("[data-kam-done]");
    done.hidden = !row;
    root.querySelector("[data-kam-title]").hidden = Boolean(row);
    if (!row) return;
    say(done, "done-title", row.state === "sent" ? words.done : row.state === "returned" ? words.returned : words.kept);
    say(done, "done-text", row.state === "sent" ? "" : row.state === "returned" ? row.why.join("\n") : row.state === "login" ? words.loginfirst : words.once);
    done.dataset.state = row.state;
    const about = { ...row.about, next: [day(row.about.nextOn), row.about.next].filter(Boolean).join(" · ") };
    for (const name of ["account", "met", "scenario", "next"]) {
      say(done, `done-${name}`, about[name]);
      part(done, `done-${name}`).parentElement.hidden = !about[name];
    }
    const due = row.state === "returned" ? null : about.due; // it counts for nothing yet
    part(done, "done-due").parentElement.hidden = !due;
    if (due) {
      say(done, "done-before", due.before);
      part(done, "done-before").className = `k-level k-level-${due.tone}`;
      say(done, "done-until", words.until.replace("#", day(due.next)));
    }
  }

  async function show() {
    const rows = await outbox.all();
    const mine = rows.filter(outbox.isMine).reverse();
    const open = mine.filter((row) => row.state !== "sent");
    const others = rows.filter((row) => !outbox.isMine(row) && row.state !== "sent").length;
    list.replaceChildren(...mine.map(drawn));
    list.hidden = mine.length === 0;
    part(root, "none").hidden = mine.length > 0;
    part(root, "count").textContent = open.length;
    part(root, "retry").hidden = open.every((row) => row.state === "returned");
    say(root, "others", others ? words.others.replace("#", others) : "");
    savedNow(mine);
  }
  part(root, "retry").addEventListener("click", () => outbox.flush({ now: true }));
  document.addEventListener("kam:outbox", show);
  window.addEventListener("hashchange", show);
  show();
})();
