// In a frozen copy: what a text may become, found in the index that goes with it.
// The index is read when somebody first types.
const root = new URL("../", import.meta.url);
let loaded = null;

function load(name) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL(name, root);
    script.addEventListener("load", done);
    script.addEventListener("error", () => failed(new Error(name)));
    document.head.append(script);
  });
}

/** Return four lists, or null when something newer was asked meanwhile. */
export async function suggest(asked, signal) {
  loaded ??= Promise.all([
    globalThis.frozenIndex ?? load("search-index.js"),
    globalThis.frozenSearch ?? load("static/frozen-finding.js"),
  ]);
  await loaded;
  if (signal.aborted) return null;
  const text = asked.get("q");
  const found = globalThis.frozenSearch.suggest(globalThis.frozenIndex, text);
  return [
    text,
    found.map((one) => one.label),
    found.map((one) => one.described),
    found.map((one) => new URL(one.file, root).href),
  ];
}
