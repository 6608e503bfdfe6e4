// A box above a list of contents: what does not hold the words typed is hidden.
// Without scripts the page is whole, and the browser's own search does the same.

import { say } from "./words.js";

for (const contents of document.querySelectorAll("[data-filter]")) {
  const entries = [...document.querySelectorAll(contents.dataset.filter)];
  const texts = entries.map((entry) => entry.textContent.toLowerCase());
  const links = [...contents.querySelectorAll("li > a")];
  const box = document.createElement("input");
  box.type = "search";
  box.setAttribute("aria-label", contents.dataset.filterLabel);
  box.placeholder = contents.dataset.filterLabel;
  const found = document.createElement("span");
  found.className = "found";
  found.setAttribute("role", "status");
  contents.prepend(box, found);

  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = new Set();
    entries.forEach((entry, n) => {
      entry.hidden = !words.every((word) => texts[n].includes(word));
      if (!entry.hidden) shown.add(`#${encodeURI(entry.id)}`).add(`#${entry.id}`);
    });
    for (const link of links) {
      link.parentElement.hidden = words.length > 0 && !shown.has(link.getAttribute("href"));
    }
    const count = entries.filter((entry) => !entry.hidden).length;
    found.textContent = words.length ? say("{n} of {all}", { n: count, all: entries.length }) : "";
  });
}
