"use strict";
// What every page needs: search key, menus, theme button, messages, loading bar, failed requests.
(() => {
  const phrases = document.getElementById("k-phrases").dataset;

  const button = (text, name, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `k-quiet ${name}`;
    made.textContent = text;
    if (label) made.setAttribute("aria-label", label);
    return made;
  };

  // A short message at the bottom; stays until closed when it offers to try again.
  function toast(text, retry) {
    const note = document.createElement("div");
    note.className = `k-notice k-notice-${retry ? "danger" : "info"}`;
    const words = document.createElement("p");
    words.textContent = text;
    const close = button("×", "k-close", phrases.close);
    close.addEventListener("click", () => note.remove());
    note.append(words);
    if (retry) {
      const again = button(phrases.retry, "k-retry");
      again.addEventListener("click", () => {
        note.remove();
        retry();
      });
      note.append(again);
    }
    note.append(close);
    document.querySelector("[data-kam-toasts]").replaceChildren(note);
    if (!retry) window.setTimeout(() => note.remove(), 6000);
  }
  window.kamToast = toast;
  // An answer to htmx says what it did.
  document.addEventListener("kam:said", (event) => toast(event.detail.text));

  // "Copy link": of the page, or of the address the button names.
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-kam-copy-link]");
    if (!copy) return;
    await navigator.clipboard.writeText(new URL(copy.dataset.kamCopyLink, window.location).href);
    toast(copy.dataset.done);
  });

  // On a phone the tab in view may be beyond the edge.
  for (const tab of document.querySelectorAll(".k-tabs [aria-current]")) {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }

  // Search: "/" from anywhere but a field.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector("[data-kam-search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
    if (event.key === "Escape") {
      const open = document.querySelector("[data-kam-menu][open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      }
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("[data-kam-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    if (event.target.closest("[data-kam-print]")) window.print();
    event.target.closest("[data-kam-dismiss]")?.closest("[data-kam-dismissable]")?.remove();
  });

  // Theme: light, dark, then as the device has it.
  const order = ["light", "dark", "auto"];
  for (const toggle of document.querySelectorAll("[data-kam-theme][type=button]")) {
    toggle.addEventListener("click", () => {
      const next = order[(order.indexOf(window.kamTheme.stored()) + 1) % order.length];
      window.kamTheme.choose(next);
      toast(toggle.dataset[next]);
    });
  }

  // Requests: a bar while they run; when one fails, the last content stays and can be asked again.
  const bar = document.querySelector("[data-kam-loading]");
  let running = 0;
  const count = (step) => {
    running = Math.max(0, running + step);
    bar.hidden = running === 0;
  };
  document.addEventListener("htmx:beforeRequest", () => count(1));
  document.addEventListener("htmx:afterRequest", () => count(-1));

  // Asking again repeats the event that asked, so the form's present content goes along.
  const again = (detail) => () => {
    const event = detail.requestConfig.triggeringEvent;
    window.htmx.trigger(event?.target ?? detail.elt, event?.type ?? "click");
  };
  const reasons = { 403: phrases.denied, 404: phrases.gone };
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const reason = reasons[detail.xhr.status];
    toast(reason ?? phrases.failed, reason ? undefined : again(detail));
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => toast(phrases.offline, again(detail)));
  }
  // A form with mistakes comes back as 422: it is shown like any answer.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 422) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });
})();
