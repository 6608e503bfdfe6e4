// The search page of a frozen copy: what stands after `?q=` is looked for in the
// index beside the page, and found things are shown as the server shows them.
(() => {
  const page = document.querySelector("#found");
  const words = JSON.parse(document.querySelector("#words")?.textContent ?? "{}");
  const say = (text, values = {}) => (words[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const index = globalThis.frozenIndex;
  const asked = new URLSearchParams(location.search);
  const text = (asked.get("q") ?? "").trim();
  const kind = index.kinds.findIndex(([, file]) => file === asked.get("kind"));
  const number = Math.max(1, Number.parseInt(asked.get("page") ?? "1", 10) || 1);

  function make(name, attributes = {}, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== "" && value !== null) element.setAttribute(key, value);
    }
    element.append(...inside);
    return element;
  }

  const address = (values) => `?${new URLSearchParams(Object.entries({ q: text, ...values }).filter(([, v]) => v))}`;
  const pieces = (some) => some.map(([part, marked]) => (marked ? make("mark", {}, part) : part));
  const current = (is) => ({ "aria-current": is ? "true" : null });

  function facets({ kinds, all }) {
    const link = (label, count, file, chosen) =>
      make("a", { href: address({ kind: file }), ...current(chosen) }, `${label} `, make("span", { class: "count" }, count));
    return make("nav", { class: "kindfacets", "aria-label": say("Kinds") },
      link(say("All"), all, "", kind < 0),
      ...kinds.map(([n, count]) => link(index.kinds[n][0], count, index.kinds[n][1], n === kind)));
  }

  function entry({ entity, exact, label, snippet }) {
    const of = make("p", { class: "kinds" });
    if (entity.kind >= 0) of.append(make("a", { href: index.kinds[entity.kind][1] }, index.kinds[entity.kind][0]));
    if (entity.written) of.append(` · ${entity.written.replaceAll("/", " – ")}`);
    const tongue = entity.language === document.documentElement.lang ? "" : entity.language;
    const link = make("a", { class: "hit", href: encodeURI(entity.file), lang: tongue, title: entity.iri }, ...pieces(label));
    const item = make("li", { class: exact ? "exact" : "" }, of, link);
    if (snippet.length) item.append(make("p", { class: "snippet" }, ...pieces(snippet)));
    return item;
  }

  function pager(pages) {
    const file = kind < 0 ? "" : index.kinds[kind][1];
    const nav = make("nav", { class: "pager", "aria-label": say("Pages") });
    if (number > 1) nav.append(make("a", { rel: "prev", href: address({ kind: file, page: number - 1 }) }, say("← Earlier")));
    nav.append(make("span", {}, say("Page {page} of {pages}", { page: number, pages })));
    if (number < pages) nav.append(make("a", { rel: "next", href: address({ kind: file, page: number + 1 }) }, say("Later →")));
    return nav;
  }

  if (!text) return;
  document.querySelector("#hints").hidden = true;
  document.querySelector("main input[type=search]").value = text;
  document.title = `${text} · ${document.title}`;
  const found = globalThis.frozenSearch.find(index, text, kind, number);
  const status = found.total
    ? (found.total === 1 ? say("1 entity") : say("{n} entities", { n: found.total }))
    : say("Nothing is called so, and no text has all these words.");
  page.append(make("p", { class: found.total ? "muted" : "lead", role: "status" }, status));
  if (!found.total) {
    const browse = make("a", { href: page.dataset.browse }, say("Walk through what there is"));
    page.append(make("p", { class: "muted" }, say("Fewer words find more; the beginning of a word is enough."), " ", browse));
  }
  if (found.kinds.length > 1 || kind >= 0) page.append(facets(found));
  if (found.hits.length) {
    page.append(make("ol", { class: "hits", start: (number - 1) * 20 + 1 }, ...found.hits.map(entry)));
  }
  if (found.pages > 1) page.append(pager(found.pages));
})();
