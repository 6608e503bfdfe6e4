// Suggestions as one types, in every search field of the site. Without this
// script the fields are plain forms. Source: WAI-ARIA Authoring Practices,
// combobox with list autocomplete.
import { suggest } from "./suggesting.js";
import { say } from "./words.js";

const WAIT = 120;

document.querySelectorAll("form[role=search] input[type=search]").forEach((field, nth) => {
  const form = field.form;
  const list = document.createElement("ul");
  list.id = `suggestions-${nth}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("Suggestions"));
  list.hidden = true;
  const said = document.createElement("span");
  said.className = "said";
  said.setAttribute("role", "status");
  field.after(list, said);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let timer, request, active = -1;

  const choose = (index) => {
    active = index;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === active)));
    if (active < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  };

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    list.replaceChildren();
    said.textContent = "";
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  };

  const show = ([, labels, kinds, addresses]) => {
    if (!labels.length) return close();
    list.replaceChildren(...labels.map((label, n) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${n}`;
      option.setAttribute("role", "option");
      option.dataset.address = addresses[n];
      const kind = document.createElement("span");
      kind.textContent = kinds[n];
      option.append(label, " ", kind);
      return option;
    }));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    said.textContent = say("{n} suggestions", { n: labels.length });
    choose(-1);
  };

  const ask = async () => {
    request?.abort();
    request = new AbortController();
    const asked = new URLSearchParams({ q: field.value.trim() });
    const release = form.elements.namedItem("release");
    if (release) asked.set("release", release.value);
    try {
      const answer = await suggest(asked, request.signal);
      if (answer && document.activeElement === field) show(answer);
    } catch (fault) {
      // Whoever typed on has asked anew; without a network the form still stands.
      if (fault.name !== "AbortError") close();
    }
  };

  const follow = (option) => { location.href = option.dataset.address; };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (field.value.trim().length < 2) return close();
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && last >= 0) {
      event.preventDefault();
      choose(active === last ? -1 : active + 1);
    } else if (event.key === "ArrowDown" && field.value.trim().length > 1) {
      event.preventDefault();
      ask();
    } else if (event.key === "ArrowUp" && last >= 0) {
      event.preventDefault();
      choose(active < 0 ? last : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      follow(list.children[active]);
    } else if (event.key === "Tab") {
      close();
    }
  });
  field.addEventListener("blur", () => setTimeout(close, WAIT));
  // The field keeps the focus: a press on an option must not take it away.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) follow(option);
  });
});
