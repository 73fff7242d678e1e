"use strict";
// Runs before the first paint: the chosen theme, else the system's. Values: light, dark, auto.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return window.localStorage.getItem("kam-theme") || "auto";
    } catch {
      return "auto";
    }
  };
  const apply = () => {
    const choice = stored();
    const theme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    document.documentElement.dataset.bsTheme = theme;
    document.documentElement.dataset.kamTheme = choice;
    document.dispatchEvent(new CustomEvent("kam:theme"));
  };
  window.kamTheme = {
    stored,
    choose(choice) {
      try {
        window.localStorage.setItem("kam-theme", choice);
      } catch {
        // Without storage the choice lasts for this page only.
      }
      apply();
    },
  };
  dark.addEventListener("change", apply);
  apply();
})();
