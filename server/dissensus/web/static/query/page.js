// What scripts add to the query page. Without them it works all the same.

import { html } from "./drawing.js";
import { showViews } from "./views.js";
import { say } from "../../static/words.js";

// Some servers and proxies cut addresses beyond this; a form has no such limit.
const LONGEST_ADDRESS = 6_000;

const form = document.querySelector("form.query");
const section = document.querySelector("#answer");
const data = document.querySelector("#answer-data");

if (form) await setUpForm(form);
if (section) setUpCode(section);
if (section && data) showViews(section, JSON.parse(data.textContent), remember);

async function setUpForm(asking) {
  const field = asking.querySelector("textarea[name=query]");
  const keys = asking.querySelector("#query-keys");
  asking.addEventListener("submit", () => prepare(asking, field));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) asking.requestSubmit();
  });
  const built = document.querySelector("script[data-editor]")?.dataset.editor;
  if (!built) return;
  const { createEditor } = await import(built);
  if (keys) keys.hidden = false;
  const release = asking.elements.release?.value;
  const pinned = (path) => {
    const address = new URL(path, location.href);
    if (release) address.searchParams.set("release", release);
    return address;
  };
  createEditor(field, {
    vocabulary: pinned(asking.dataset.vocabulary),
    check: pinned(asking.dataset.check),
    labelledBy: "query-label",
    describedBy: keys ? "query-keys" : undefined,
    run: () => asking.requestSubmit(),
  });
}

// Leave out what says nothing, so that the address can be read and shared.
function prepare(asking, field) {
  const long = encodeURIComponent(field.value).length > LONGEST_ADDRESS;
  asking.method = long ? "post" : "get";
  const release = asking.elements.release;
  if (release && !release.value) {
    release.disabled = true;
    setTimeout(() => { release.disabled = false; });
  }
}

// The chosen view stands in the address, in the permalink and in the next run.
function remember(view) {
  const shown = view === "table" ? "" : view;
  const address = new URL(location.href);
  if (shown) address.searchParams.set("view", shown);
  else address.searchParams.delete("view");
  if (address.searchParams.has("query") && address.href !== location.href) {
    history.replaceState(null, "", address);
  }
  const permalink = section.querySelector('.formats a[href^="/q/"]');
  if (permalink) permalink.href = permalink.pathname + (shown ? `?view=${shown}` : "");
  let field = form?.elements.view;
  if (form && shown && !field) {
    field = html("input", { type: "hidden", name: "view" });
    form.append(field);
  }
  if (field) {
    field.value = shown;
    field.disabled = !shown;
  }
}

// The code asks the server that the reader is at, and can be taken with one press.
function setUpCode(answer) {
  const code = answer.querySelector(".code");
  for (const snippet of code?.querySelectorAll("pre.snippet") ?? []) {
    const there = code.dataset.endpoint;
    snippet.textContent = snippet.textContent.replaceAll(there, `${location.origin}/sparql`);
    if (!navigator.clipboard) continue;
    const button = html("button", { type: "button", class: "quiet" }, say("Copy"));
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(snippet.textContent);
      button.textContent = say("Copied");
      setTimeout(() => { button.textContent = say("Copy"); }, 2_000);
    });
    snippet.before(button);
  }
}
