"use strict";
// Visits written on this device wait here until the server has them: kept in IndexedDB before
// anything is sent, sent with the key and the time they were written with, so that a visit sent
// twice is stored once. A row belongs to who wrote it and is sent only while that person is logged in.
// States: waiting, sending, login (somebody must log in first), returned (the server refused it), sent.
(() => {
  const body = document.body;
  const user = body.dataset.kamOutbox;
  if (!user || !window.indexedDB) return;
  const SEND = "/outbox/visit/";
  const WHO = "/outbox/who/";
  const TIMEOUT_MS = 20_000;
  const PATIENCE_MS = 8_000; // then the person need not wait any longer
  const FIRST_MS = 2_000;
  const LONGEST_MS = 5 * 60_000;
  const SHOW_SENT_MS = 12 * 3_600_000;

  // ---- The store
  const asked = (request) =>
    new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  let opened;
  const database = () => {
    opened ??= new Promise((done, failed) => {
      const request = indexedDB.open("kam", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("outbox", { keyPath: "key" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    return opened;
  };
  async function within(mode, act) {
    const transaction = (await database()).transaction("outbox", mode, { durability: "strict" });
    const over = new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
    const result = await asked(act(transaction.objectStore("outbox")));
    await over;
    return result;
  }
  const changed = () => document.dispatchEvent(new CustomEvent("kam:outbox"));
  const all = async () => (await within("readonly", (store) => store.getAll())).sort((a, b) => (a.at < b.at ? -1 : 1));
  const get = (key) => within("readonly", (store) => store.get(key));
  const isMine = (row) => row?.user === user;
  async function put(row) {
    await within("readwrite", (store) => store.put(row));
    changed();
  }
  async function remove(key) {
    await within("readwrite", (store) => store.delete(key));
    changed();
  }

  // ---- Sending
  async function answer(url, options) {
    const response = await fetch(url, {
      credentials: "same-origin", redirect: "manual", cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS), headers: { Accept: "application/json", ...options.headers },
      method: options.method, body: options.body,
    });
    if (response.type === "opaqueredirect") return { status: 401 };
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return { status: response.status, said: isJson ? await response.json() : null };
  }
  // Once more at once if the server stumbled: the key makes it harmless, and a server that fails
  // every other request would else always fail the second of the two.
  async function twice(url, options) {
    const first = await answer(url, options).catch(() => ({ status: 500 }));
    return first.status < 500 ? first : answer(url, options);
  }
  // Whoever is logged in, with a fresh token; null when nobody is.
  async function who() {
    const { status, said } = await twice(WHO, { method: "GET" });
    if (status === 401) return null;
    if (status !== 200 || !said?.token) throw new Error("no answer");
    return said;
  }
  const later = (row) => {
    const pause = Math.min(FIRST_MS * 2 ** row.tries, LONGEST_MS) * (0.75 + Math.random() / 2);
    return { state: "waiting", tries: row.tries + 1, next: Date.now() + pause };
  };
  // Changed or thrown away while it was on its way: then what the server said is not about this row.
  async function settle(row, change) {
    const now = await get(row.key);
    if (now?.rev === row.rev) await put({ ...row, ...change });
  }
  async function sendOne(row, token) {
    await put({ ...row, state: "sending" });
    const form = new FormData();
    for (const [name, value] of row.entries) form.append(name, value);
    form.append("user", row.user);
    form.append("made_at", row.at);
    try {
      const { status, said } = await twice(SEND, { method: "POST", body: form, headers: { "X-CSRFToken": token } });
      if (status === 401) await settle(row, { state: "login" });
      else if (said?.url && status < 300) await settle(row, { entries: [], state: "sent", url: said.url, sentAt: Date.now() });
      else if (said?.why && status < 500) await settle(row, { state: "returned", why: said.why, status, url: said.url ?? "" });
      else await settle(row, later(row));
      return true;
    } catch {
      await settle(row, later(row));
      return false;
    }
  }
  async function sendAll(only) {
    const due = (row) => (only ? row.key === only : row.next <= Date.now());
    const open = (row) => isMine(row) && ["waiting", "sending", "login"].includes(row.state);
    const rows = (await all()).filter((row) => open(row) && due(row));
    if (!rows.length) return;
    let now;
    try {
      now = await who();
    } catch {
      for (const row of rows) await settle(row, later(row));
      return;
    }
    if (now === null) {
      for (const row of rows) await settle(row, { state: "login" });
      return;
    }
    if (String(now.user) !== user) return; // the page is of somebody who is no longer logged in
    for (const row of rows) {
      const still = await get(row.key);
      if (still?.rev === row.rev && !(await sendOne(row, now.token))) break;
    }
  }
  // One tab sends at a time; where locks are missing (no HTTPS) the key keeps it harmless.
  const alone = (act) => (navigator.locks ? navigator.locks.request("kam-outbox", act) : act());
  let timer;
  async function flush({ now = false, only = null } = {}) {
    window.clearTimeout(timer);
    if (now) {
      for (const row of (await all()).filter((each) => isMine(each) && each.state !== "sent")) {
        if (row.state !== "returned") await put({ ...row, next: 0, tries: 0 });
      }
    }
    await alone(() => sendAll(only));
    const waiting = (await all()).filter((row) => isMine(row) && row.state === "waiting");
    if (waiting.length) {
      const soonest = Math.min(...waiting.map((row) => row.next));
      timer = window.setTimeout(flush, Math.max(500, soonest - Date.now()));
    }
  }

  // What was sent is shown for a while, then forgotten.
  async function tidy() {
    for (const row of await all()) {
      if (row.state === "sent" && (!isMine(row) || Date.now() - row.sentAt > SHOW_SENT_MS)) await remove(row.key);
    }
  }

  const newKey = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  window.kamOutbox = {
    user, all, get, put, remove, flush, newKey, isMine,
    // Writes the row, tries once, and says what became of it.
    async add(row) {
      await put({ ...row, user, rev: newKey(), state: "waiting", tries: 0, next: 0, why: [] });
      await Promise.race([flush({ only: row.key }), new Promise((done) => window.setTimeout(done, PATIENCE_MS))]);
      return get(row.key);
    },
  };
  window.addEventListener("online", () => flush({ now: true }));
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  tidy().then(() => flush({ now: true })).catch(() => {});
})();
