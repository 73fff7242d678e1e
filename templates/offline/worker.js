"use strict";
// The service worker: pages a person read stay readable without a connection, for that person alone.
// All kept pages belong to one owner (the header X-KAM-User); a page of anybody else, a login page or
// a logout empties the store. Visits written offline are not here: see static/js/outbox.js.
const FILES = {{ files|safe }};
const STATIC = "kam-static-{{ version }}";
const PAGES = "kam-pages";
const OWNER = "/-/owner";
const NOTHING = "/offline/";
const KEPT = [/^\/$/, /^\/outbox\/$/, /^\/visits\/log\/$/, /^\/accounts\/\d+\/((people|visits)\/)?$/];
const MOST = 160; // pages
const FRESH_MS = 30 * 60 * 1000;
const PATIENCE_MS = 4000; // then the kept page is shown
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

// Counts the times the store was emptied: an answer on its way since before is not kept.
let epoch = 0;

async function forget() {
  const now = (epoch += 1);
  await caches.delete(PAGES);
  return now;
}

const isKept = (url) => KEPT.some((path) => path.test(url.pathname));
const inPages = (address) => caches.match(address, { cacheName: PAGES, ignoreVary: true });

async function keep(url, response, began) {
  const owner = response.headers.get("X-KAM-User");
  if (!owner || response.status !== 200 || response.redirected || began !== epoch) return;
  const before = await inPages(OWNER);
  const now = before && (await before.text()) !== owner ? await forget() : began;
  if (now !== epoch) return;
  const pages = await caches.open(PAGES);
  if (!(await inPages(OWNER))) await pages.put(OWNER, new Response(owner));
  await pages.put(url.pathname + url.search, response);
  const oldest = (await pages.keys()).filter((old) => !old.url.endsWith(OWNER)).slice(0, -MOST);
  await Promise.all(oldest.map((old) => pages.delete(old)));
  if (now !== epoch) await caches.delete(PAGES); // somebody left while this was written
}

// The page itself, or of an account its card.
async function kept(url) {
  const card = url.pathname.match(/^\/accounts\/\d+\//);
  return (await inPages(url.pathname + url.search)) ?? (card ? inPages(card[0]) : undefined);
}

// Which windows were given a kept page, and from when it is.
const shown = new Map();
async function keptFor(event, url) {
  const found = await kept(url);
  if (found) shown.set(event.resultingClientId, found.headers.get("Date") ?? "");
  return found;
}

const nothing = async () => (await caches.match(NOTHING)) ?? Response.error();
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function page(event, url) {
  const began = epoch;
  const network = fetch(event.request).then(async (response) => {
    if (url.pathname.startsWith("/auth/") && response.status === 200 && !response.headers.get("X-KAM-User")) {
      await forget(); // nobody is logged in
    } else if (isKept(url) && event.request.mode === "navigate") {
      event.waitUntil(keep(url, response.clone(), began));
    }
    return response;
  });
  network.catch(() => {});
  try {
    const first = await Promise.race([network, wait(PATIENCE_MS).then(() => keptFor(event, url))]);
    const response = first ?? (await network);
    return response.status >= 500 ? ((await keptFor(event, url)) ?? response) : response;
  } catch {
    return (await keptFor(event, url)) ?? nothing();
  }
}

async function leave(request) {
  await forget();
  try {
    return await fetch(request);
  } catch {
    return nothing();
  } finally {
    await forget();
  }
}

async function file(request) {
  const found = await caches.match(request, { ignoreVary: true });
  if (found && HASHED.test(new URL(request.url).pathname)) return found;
  try {
    const response = await fetch(request);
    if (response.ok) await (await caches.open(STATIC)).put(request, response.clone());
    return response;
  } catch (failure) {
    if (found) return found;
    throw failure;
  }
}

// Fetches what a person may want to read on the way; one after the other, and not again while fresh.
async function fetchAhead(addresses) {
  const began = epoch;
  for (const address of addresses) {
    const url = new URL(address, self.location.origin);
    if (url.origin !== self.location.origin || !isKept(url) || began !== epoch) continue;
    const old = await inPages(url.pathname + url.search);
    if (old && Date.now() - Date.parse(old.headers.get("Date") ?? 0) < FRESH_MS) continue;
    try {
      await keep(url, await fetch(url, { credentials: "same-origin" }), began);
    } catch {
      return; // no connection: what is kept stays
    }
  }
}

self.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(STATIC);
    await cache.addAll([...FILES, NOTHING]);
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("kam-static-") && name !== STATIC;
  const tidy = async () => {
    for (const name of (await caches.keys()).filter(old)) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("message", (event) => {
  if (event.data?.isKept) event.source.postMessage({ kept: shown.has(event.source.id) });
  if (Array.isArray(event.data?.keep)) event.waitUntil(fetchAhead(event.data.keep));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === "{{ logout }}") return event.respondWith(leave(request));
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("{{ static }}")) return event.respondWith(file(request));
  const swapped = request.headers.get("HX-Request") && url.pathname === "/visits/log/";
  if (request.mode === "navigate" || swapped) event.respondWith(page(event, url));
});
