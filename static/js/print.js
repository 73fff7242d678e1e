"use strict";
// The browser's own print dialog makes the paper or the PDF.
for (const button of document.querySelectorAll("[data-kam-print]")) {
  button.addEventListener("click", () => window.print());
}
