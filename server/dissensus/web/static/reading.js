// Mark the passages in a text that the reader owns, and check the digest of each.
//
// What stands where is fetched before the file is read; the file is read by the
// browser, shown in the page, and goes nowhere. Offsets count Unicode code points,
// JavaScript counts UTF-16 units, so the one is turned into the other once.
import { say } from "./words.js";

const MOST = 32 * 1024 * 1024;
const section = document.querySelector("section.reading");
const [own, input, verdict, beside, select, words, there] = [
  ".own", "input", ".verdict", ".beside", "select", ".words", ".there",
].map((name) => section.querySelector(name));

let asked = null;
let shown = null;

function passages() {
  asked ??= fetch(section.dataset.passages).then((response) => {
    if (!response.ok) throw new Error(say("The list of passages did not come: {status}.", response));
    return response.json();
  });
  asked.catch(() => { asked = null; });
  return asked;
}

async function digest(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const digits = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `sha256:${digits.join("")}`;
}

// A text as it is, and as the digests of the passages are made where a copy went
// through other hands: without a mark at its beginning, line feeds only, form C.
async function readings(file) {
  if (file.size > MOST) throw new Error(say("The file is too large to be such a text."));
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(say("The file is not UTF-8 text: save it as plain text in UTF-8, and open that."));
  }
  const normal = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n").normalize("NFC");
  return text === normal ? [text] : [text, normal];
}

async function fitting(texts, wanted) {
  for (const [number, text] of texts.entries()) {
    if (crypto.subtle && (await digest(text)) === wanted) return { text, whole: true, changed: number > 0 };
  }
  return { text: texts.at(-1), whole: false, changed: texts.length > 1 };
}

// For each code point that a passage begins or ends with, its place in UTF-16.
function places(text, list) {
  const wanted = new Set(list.flatMap((one) => [one.start, one.end]));
  const found = new Map();
  let point = 0;
  let unit = 0;
  for (const char of text) {
    if (wanted.has(point)) found.set(point, unit);
    point += 1;
    unit += char.length;
  }
  found.set(point, unit);
  return found;
}

async function checked(text, list) {
  const at = places(text, list);
  return Promise.all(list.map(async (one, index) => {
    const from = at.get(one.start);
    const to = at.get(one.end);
    const inside = from !== undefined && to !== undefined && from < to;
    const holds = inside && crypto.subtle ? (await digest(text.slice(from, to))) === one.digest : null;
    return { ...one, index, from, to, inside, holds: inside ? holds : false };
  }));
}

// Passages overlap, elements cannot: the text is cut wherever one begins or ends, and
// each piece knows all passages that it is in, the shortest first.
function pieces(text, list) {
  const inside = list.filter((one) => one.inside);
  const cuts = [...new Set([0, text.length, ...inside.flatMap((one) => [one.from, one.to])])].sort((a, b) => a - b);
  const starting = Map.groupBy ? Map.groupBy(inside, (one) => one.from) : grouped(inside);
  let open = [];
  return cuts.slice(0, -1).map((from, number) => {
    open = [...open.filter((one) => one.to > from), ...(starting.get(from) ?? [])];
    const within = [...open].sort((a, b) => (a.to - a.from) - (b.to - b.from));
    return { text: text.slice(from, cuts[number + 1]), within };
  });
}

function grouped(list) {
  const found = new Map();
  for (const one of list) found.set(one.from, [...(found.get(one.from) ?? []), one]);
  return found;
}

function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.append(text);
  Object.assign(made, attributes);
  return made;
}

function render(text, list) {
  const marks = list.map(() => []);
  const nodes = pieces(text, list).map(({ text: piece, within }) => {
    if (!within.length) return document.createTextNode(piece);
    const mark = element("mark", piece);
    mark.classList.toggle("attested", within.some((one) => one.attested.length));
    mark.classList.toggle("broken", within[0].holds === false);
    mark.addEventListener("click", () => choose(within[0].index, within));
    for (const one of within) marks[one.index].push(mark);
    return mark;
  });
  words.replaceChildren(...nodes);
  select.replaceChildren(...list.map((one) => element("option", one.name, { value: one.index, disabled: !one.inside })));
  beside.hidden = false;
  shown = { list, marks };
}

// What a reader sees of the passage chosen: itself, and those that share words with it.
function choose(index, list) {
  const one = shown.list[index];
  if (!one?.inside) return;
  for (const mark of words.querySelectorAll(".chosen")) mark.classList.remove("chosen");
  for (const mark of shown.marks[index]) mark.classList.add("chosen");
  select.value = index;
  const near = list ?? shown.list.filter((other) => other.inside && other.from < one.to && one.from < other.to);
  there.replaceChildren(...[one, ...near.filter((other) => other !== one)].flatMap(told));
  const box = words.getBoundingClientRect();
  const first = shown.marks[index][0].getBoundingClientRect();
  if (first.top < box.top || first.bottom > box.bottom) words.scrollTop += first.top - box.top - box.height / 4;
}

function told(one) {
  const heading = element("h3");
  heading.append(element("a", one.name, { href: one.href }));
  const state = {
    true: say("digest verified"), false: say("digest does not verify"), null: say("digest not checked"),
  }[one.holds];
  const place = element("p", `${say("Code points {start} to {end}:", one)} `, { className: "muted" });
  place.append(element("span", state, { className: { true: "good", false: "bad", null: "" }[one.holds] }));
  const items = element("ul");
  for (const said of one.attested) {
    const item = element("li");
    item.append(element("a", said.name, { href: said.href }));
    const by = said.by.join(", ");
    if (by) item.append(said.contested ? say(", contested by {by}", { by }) : say(", according to {by}", { by }));
    items.append(item);
  }
  return [heading, place, one.attested.length ? items : element("p", say("Nothing is attested here directly."))];
}

function summary(found, list) {
  const good = list.filter((one) => one.holds).length;
  if (!crypto.subtle) {
    return ["", say("The digests are not checked: this browser computes them only for pages that came by HTTPS or from this machine (127.0.0.1). The passages are marked where their offsets say.")];
  }
  const count = say("{n} of {all} digests verify.", { n: good, all: list.length }) + " ";
  const changed = found.changed ? say("Your copy was brought to the form that the digests demand: line feeds, no byte order mark, Unicode form C.") : "";
  if (found.whole) return [good === list.length ? "good" : "bad", `${count}${say("This is the text that the passages point into.")} ${changed}`];
  return ["bad", `${count}${say("This is not the text that the passages point into, or not whole: its digest is another.")} ${changed}`];
}

function tell(kind, text) {
  verdict.className = `verdict ${kind}`;
  verdict.textContent = text;
}

async function open(file) {
  tell("", say("Reading …"));
  beside.hidden = true;
  try {
    const described = await passages();
    const found = await fitting(await readings(file), described.digest);
    const list = await checked(found.text, described.passages);
    render(found.text, list);
    const wanted = list.findIndex((one) => one.iri === section.dataset.passage && one.inside);
    choose(wanted < 0 ? list.findIndex((one) => one.inside) : wanted);
    tell(...summary(found, list));
  } catch (error) {
    tell("bad", error.message);
  }
}

function step(by) {
  let index = Number(select.value);
  do index += by; while (shown.list[index] && !shown.list[index].inside);
  choose(index);
}

own.hidden = false;
input.disabled = false;
for (const event of ["pointerenter", "focusin"]) own.addEventListener(event, () => passages().catch(() => {}), { once: true });
input.addEventListener("change", () => { if (input.files.length) open(input.files[0]); });
select.addEventListener("change", () => choose(Number(select.value)));
section.querySelector(".previous").addEventListener("click", () => step(-1));
section.querySelector(".next").addEventListener("click", () => step(1));
words.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by) { event.preventDefault(); step(by); }
});
