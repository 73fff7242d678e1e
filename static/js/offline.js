"use strict";
// Starts the service worker, says when there is no connection or something waits to be sent, and
// has the worker fetch what may be read on the way.
(() => {
  const body = document.body;
  const made = Date.parse(body.dataset.kamMade);
  const worker = window.isSecureContext ? navigator.serviceWorker : undefined;
  worker?.register(body.dataset.kamWorker).catch(() => {});

  // Whether the worker gave this page from the device: only it can tell.
  window.kamKept = new Promise((done) => {
    if (!worker?.controller) return done(false);
    worker.addEventListener("message", ({ data }) => "kept" in data && done(data.kept));
    worker.startMessages();
    worker.controller.postMessage({ isKept: true });
  });

  // ---- What may be read on the way: from Today its accounts, from elsewhere the way to log a visit.
  async function fetchAhead() {
    const addresses = ["/", "/visits/log/", "/outbox/"];
    for (const link of document.querySelectorAll("[data-kam-ahead] a[href*='/visits/log/?account=']")) {
      const account = new URL(link.href).searchParams.get("account");
      addresses.push(`/visits/log/?account=${account}`, `/accounts/${account}/`);
    }
    const ready = await worker.ready;
    ready.active.postMessage({ keep: [...new Set(addresses)] });
  }
  const line = document.querySelector("[data-kam-offline]");
  if (!line) return;
  if (worker && navigator.onLine) window.setTimeout(fetchAhead, 1500);

  // ---- The line
  const part = (name) => line.querySelector(`[data-kam-offline-${name}]`);
  async function show() {
    const rows = window.kamOutbox ? (await window.kamOutbox.all()).filter(window.kamOutbox.isMine) : [];
    const count = rows.filter((row) => row.state !== "sent").length;
    const back = rows.some((row) => row.state === "returned");
    const isOld = await window.kamKept;
    const state = !navigator.onLine ? "off" : isOld ? "slow" : "waiting";
    const words = part("count").dataset;
    line.dataset.state = state;
    part("state").textContent = part("state").dataset[state] ?? "";
    const time = new Date(made).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    part("age").textContent = isOld && state !== "waiting" ? part("age").dataset.words.replace("#", time) : "";
    part("count").textContent = back ? words.back : count === 0 ? "" : count === 1 ? words.one : words.many.replace("#", count);
    line.hidden = state === "waiting" && count === 0;
  }
  document.addEventListener("kam:outbox", show);
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
})();
