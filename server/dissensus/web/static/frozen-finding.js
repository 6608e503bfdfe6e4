// Search a frozen copy in the browser, as the server searches its release: the same
// words, the same order. Not a module, so that it also runs from a disk. Folding and
// finding follow search/folding.py and search/finding.py; letters and spellings come
// with the index.
globalThis.frozenSearch = (() => {
  const MARKS = "\\u0300-\\u036f", APOSTROPHES = "'’ʹʼʻ`´′", LETTER = "[\\p{L}\\p{N}]";
  const WORD = new RegExp(
    `${LETTER}(?=[${APOSTROPHES}]${LETTER}{2})|` +
      `${LETTER}+(?:[${MARKS}${APOSTROPHES}]+${LETTER}+)*[${MARKS}]*`, "gu");
  const CHUNK = /["“„«]([^"“”„«»]*)["”“»]?|([^\s"“”„«»]+)/gu;
  const CALLED = 0, ALIAS = 1, GLOSS = 2, TEXT = 3, HIDDEN = 4;
  const PAGE = 20, SUGGESTED = 8, MENU = 60, LONG = 220, BEFORE = 60;

  // What is worked out once for each index, when it is first asked.
  const prepared = new WeakMap();

  function prepare(index) {
    if (prepared.has(index)) return prepared.get(index);
    const folds = new Map(), sounds = new Map();
    const spellings = index.spellings.map(([pattern, instead]) =>
      [new RegExp(pattern, "g"), instead.replace("\\1", "$1")]);
    const fold = (word) => {
      if (!folds.has(word)) {
        const bare = word.normalize("NFKD").replace(/\p{Mn}/gu, "");
        const ascii = [...bare].map((c) => (c < "\u0080" ? c : index.letters[c] ?? "")).join("");
        folds.set(word, ascii.toLowerCase().replace(/[^a-z0-9]+/g, ""));
      }
      return folds.get(word);
    };
    const sound = (word) => {
      if (!sounds.has(word)) {
        const composed = word.normalize("NFC").toLowerCase();
        const respelt = [...composed].map((c) => index.respelt[c] ?? c).join("");
        sounds.set(word, spellings.reduce((spelt, [p, instead]) => spelt.replace(p, instead), fold(respelt)));
      }
      return sounds.get(word);
    };
    const words = (text) => [...text.matchAll(WORD)]
      .map((found) => ({ start: found.index, end: found.index + found[0].length, word: found[0], folded: fold(found[0]) }))
      .filter((word) => word.folded);
    const folded = (texts) => texts.map((text) => words(text).map((word) => word.folded));
    const entities = index.entities.map(([iri, file, kind, label, language, links, written, texts, codes]) => {
      const of = (...fields) => texts.filter(([field]) => fields.includes(field)).map(([, , text]) => text);
      const named = of(CALLED), others = of(ALIAS, HIDDEN);
      return {
        iri: iri.includes(":") ? iri : index.base + iri,
        file, kind, label, language, links, written, texts, codes,
        sort: words(label).map((word) => word.folded).join(" ") || "~",
        name: folded(named), alias: folded(others), text: folded(of(GLOSS, TEXT)),
        sound: [...named, ...others].map((text) => words(text).map(({ word }) => sound(word))),
      };
    });
    const ready = { fold, sound, words, entities };
    prepared.set(index, ready);
    return ready;
  }

  function readQuestion({ sound, words, fold }, text) {
    const sought = [];
    for (const [, quoted, plain] of text.matchAll(CHUNK)) {
      const found = words(quoted || plain || "").map(({ word }) => word).filter((word) => sound(word));
      if (found.length) sought.push({ exact: Boolean(quoted), folded: found.map(fold), sounds: found.map(sound) });
    }
    return { text: text.trim(), sought };
  }

  // Whether words stand together in one of `texts`, the last maybe as a beginning.
  const stands = (texts, wanted, prefix) => texts.some((words) =>
    words.some((_, at) => at + wanted.length <= words.length && wanted.every((word, n) =>
      prefix && n === wanted.length - 1 ? words[at + n].startsWith(word) : words[at + n] === word)));

  function tierOf(entity, question, namesOnly) {
    const { sought } = question;
    if (!sought.length) return Infinity;
    const all = (columns, prefix) => sought.every((one) =>
      columns.some((column) => stands(entity[column], one.folded, prefix && !one.exact)));
    const sounding = (prefix) => sought.every((one) => stands(entity.sound, one.sounds, prefix));
    if (all(["name"], false)) return 0;
    if (all(["name", "alias"], false)) return 1;
    if (all(["name", "alias"], true)) return 2;
    if (!sought.some((one) => one.exact)) {
      if (sounding(false)) return 3;
      if (sounding(true)) return 4;
    }
    if (namesOnly) return Infinity;
    const every = ["name", "alias", "text"];
    if (all(every, false)) return 5;
    if (all(every, true)) return 6;
    const anywhere = sought.every((one) =>
      every.some((column) => stands(entity[column], one.folded, !one.exact)) ||
      (!one.exact && stands(entity.sound, one.sounds, true)));
    return anywhere ? 7 : Infinity;
  }

  function ranked(index, text, namesOnly = false) {
    const ready = prepare(index);
    const question = readQuestion(ready, text);
    const whole = question.sought.flatMap((one) => one.folded).join(" ");
    const asked = question.text.replace(/^<|>$/g, ""), code = question.text.toLowerCase();
    const found = [];
    for (const entity of ready.entities) {
      const named = question.text && (entity.iri === asked || entity.codes.includes(code));
      const tier = named ? -1 : tierOf(entity, question, namesOnly);
      if (tier < Infinity) found.push({ entity, tier });
    }
    const key = ({ entity, tier }) => [
      tier, entity.sort !== whole, namesOnly && entity.label.length > MENU, -entity.links, entity.sort, entity.iri,
    ];
    const keyed = found.map((one) => [key(one), one]).sort(([a], [b]) => {
      const n = a.findIndex((part, i) => part !== b[i]);
      return n < 0 ? 0 : a[n] < b[n] ? -1 : 1;
    });
    return { ready, question, found: keyed.map(([, one]) => one) };
  }

  function matches({ words, sound }, text, { sought }) {
    const begins = sought.flatMap((one) => one.folded);
    const sounds = sought.filter((one) => !one.exact).flatMap((one) => one.sounds);
    return words(text).filter(({ word, folded }) =>
      begins.some((begin) => folded.startsWith(begin)) || sounds.some((begin) => sound(word).startsWith(begin)));
  }

  const different = (ready, text, question) => new Set(matches(ready, text, question).map((w) => w.folded)).size;

  function best(ready, texts, question) {
    let chosen = "", most = -1;
    for (const text of texts) {
      const count = different(ready, text, question);
      if (count > most) [chosen, most] = [text, count];
    }
    return chosen;
  }

  // The text, or the part of it that matters, cut into pieces: text, and whether marked.
  function mark(ready, text, question, long = LONG) {
    const found = matches(ready, text, question);
    let begin = 0, end = text.length;
    if (text.length > long) {
      const first = found.length ? found[0].start : 0;
      if (first > BEFORE) begin = text.indexOf(" ", first - BEFORE) + 1 || first;
      if (begin + long < end) {
        end = text.lastIndexOf(" ", begin + long - 1);
        if (end <= first) end = begin + long;
      }
    }
    const pieces = begin ? [["… ", false]] : [];
    let at = begin;
    for (const word of found) {
      if (word.start < at || word.end > end) continue;
      if (word.start > at) pieces.push([text.slice(at, word.start), false]);
      pieces.push([text.slice(word.start, word.end), true]);
      at = word.end;
    }
    if (at < end) pieces.push([text.slice(at, end), false]);
    return end < text.length ? [...pieces, [" …", false]] : pieces;
  }

  // What to say of a hit: where it fits, or if its label does, what it is.
  function told(ready, entity, question) {
    const texts = entity.texts.filter(([field, , text]) => field !== HIDDEN && text !== entity.label);
    const of = (...fields) => texts.filter(([field]) => fields.includes(field)).map(([, , text]) => text);
    const wanted = question.sought.reduce((sum, one) => sum + one.folded.length, 0);
    const fitting = best(ready, texts.map(([, , text]) => text), question);
    const fits = matches(ready, fitting, question).length > 0;
    if (different(ready, entity.label, question) < wanted && fits) return fitting;
    const gloss = best(ready, of(GLOSS), question), mentioned = best(ready, of(TEXT), question);
    if (gloss || matches(ready, mentioned, question).length) return gloss || mentioned;
    return of(CALLED, ALIAS).join(" · ");
  }

  /** Return one page of what `text` finds, of the kind numbered `kind` or of any. */
  function find(index, text, kind = -1, page = 1) {
    const { ready, question, found } = ranked(index, text);
    const kinds = new Map();
    for (const { entity } of found) kinds.set(entity.kind, (kinds.get(entity.kind) ?? 0) + 1);
    const some = found.filter(({ entity }) => kind < 0 || entity.kind === kind);
    const hits = some.slice(PAGE * (page - 1), PAGE * page).map(({ entity, tier }) => ({
      entity,
      exact: tier < 0,
      label: mark(ready, entity.label || entity.iri, question, 400),
      snippet: mark(ready, told(ready, entity, question), question),
    }));
    const order = [...kinds].filter(([number]) => number >= 0).sort(([a, n], [b, m]) => m - n || a - b);
    return { hits, total: some.length, all: found.length, kinds: order, pages: Math.max(1, Math.ceil(some.length / PAGE)) };
  }

  /** Return what `text` is most likely to become. */
  function suggest(index, text) {
    const { ready, question, found } = ranked(index, text, true);
    return found.slice(0, SUGGESTED).map(({ entity }) => {
      const names = entity.texts.filter(([field]) => field === CALLED || field === ALIAS).map(([, , name]) => name);
      const own = matches(ready, entity.label, question).length || !question.sought.length;
      const label = own ? entity.label || entity.iri : best(ready, names, question) || entity.label;
      const kind = index.kinds[entity.kind]?.[0];
      return { label, described: [kind, entity.written].filter(Boolean).join(", "), file: entity.file };
    });
  }

  return { find, suggest, fold: (index, word) => prepare(index).fold(word), sound: (index, word) => prepare(index).sound(word) };
})();
