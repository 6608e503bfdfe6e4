// Which views an answer allows, and what they would draw.

import assert from "node:assert/strict";
import { test } from "node:test";

const query = new URL("../../server/dissensus/web/static/query/", import.meta.url);
const load = (name) => import(new URL(name, query));
const { endOf, kindOf, textOf, timeOf, viewsOf } = await load("columns.js");
const { chartItems, prefersLine } = await load("chart.js");
const { MOST_NODES, networkOf, places } = await load("network.js");
const { linear, ticks, times, yearText } = await load("scale.js");
const { timelineItems } = await load("timeline.js");

const iri = (name) => ({ i: `https://example.org/${name}` });
const number = (v) => ({ v, t: "integer" });
const date = (v, t = "date") => ({ v, t });
const text = (v) => ({ v, t: "" });

function answer(columns, rows) {
  return { columns: columns.split(" "), rows, names: { "https://example.org/a": ["Ada", "/doc/a"] }, cut: false };
}

test("a column is what all of its cells are", () => {
  const mixed = answer("a b c d e", [
    [number("1"), number("2"), date("1917-11-07"), iri("a"), null],
    [number("2"), text("x"), null, iri("b"), null],
  ]);

  assert.deepEqual(mixed.columns.map((_, at) => kindOf(mixed, at)), ["number", "text", "date", "entity", "empty"]);
});

test("numbers with something to tell them apart by make a chart", () => {
  assert.deepEqual(viewsOf(answer("a n", [[iri("a"), number("1")]])).chart, { by: 0, value: 1 });
  assert.deepEqual(viewsOf(answer("n m", [[number("1"), number("2")]])).chart, { by: 0, value: 1 });
  assert.equal(viewsOf(answer("n", [[number("1")]])).chart, undefined);
});

test("dates with something that happened make a timeline", () => {
  const { timeline } = viewsOf(answer("e from until", [[iri("a"), date("1917", "gYear"), date("1922", "gYear")]]));

  assert.deepEqual(timeline, { start: 1, end: 2, what: 0 });
  assert.equal(viewsOf(answer("d", [[date("1917-11-07")]])).timeline, undefined);
});

test("two columns of entities make a network, and triples one of their ends", () => {
  assert.deepEqual(viewsOf(answer("a b", [[iri("a"), iri("b")]])).network, { from: 0, to: 1 });
  const triple = answer("subject predicate object", [[iri("a"), iri("p"), iri("b")]]);
  assert.deepEqual(viewsOf(triple).network, { from: 0, to: 2 });
  assert.deepEqual(viewsOf(answer("a b", [[text("a"), text("b")]])), {});
});

test("a date is read as XML Schema and EDTF write it", () => {
  const year = (cell) => new Date(timeOf(cell)).getUTCFullYear();

  assert.equal(year(date("-0043-03-15")), -43);
  assert.equal(year(date("191X", "EDTF")), 1910);
  assert.equal(year(date("1917-10~/1922", "EDTF")), 1917);
  assert.equal(new Date(endOf(date("1917/1922", "EDTF"))).getUTCFullYear(), 1922);
  assert.equal(timeOf(date("../1922", "EDTF")), null);
  assert.equal(timeOf(text("1917-11-07")), null);
  assert.equal(timeOf(date("0099-01-01")), new Date("0099-01-01").getTime());
});

test("entities are called by their names", () => {
  const one = answer("a", [[iri("a")]]);

  assert.equal(textOf(one, iri("a")), "Ada");
  assert.equal(textOf(one, iri("z")), "https://example.org/z");
  assert.equal(textOf(one, null), "");
});

test("a chart leaves out rows without a number, and runs along time as a line", () => {
  const some = answer("when n", [[date("1918", "gYear"), number("2")], [date("1917", "gYear"), null]]);

  assert.equal(chartItems(some, { by: 0, value: 1 }).length, 1);
  assert.equal(prefersLine(some, { by: 0 }), true);
  assert.equal(prefersLine(answer("a n", [[iri("a"), number("1")]]), { by: 0 }), false);
});

test("a timeline begins with the earliest, and an end before its start is none", () => {
  const items = timelineItems(answer("e from until", [
    [iri("b"), date("1922", "gYear"), date("1900", "gYear")],
    [iri("a"), date("1917", "gYear"), date("1921", "gYear")],
  ]), { start: 1, end: 2, what: 0 });

  assert.deepEqual(items.map((item) => [item.label, item.until === null]), [["Ada", false], ["https://example.org/b", true]]);
});

test("equal ties are one, and what is tied most is kept", () => {
  const rows = [[iri("a"), iri("hub")], [iri("a"), iri("hub")]];
  for (let n = 0; n < MOST_NODES + 20; n += 1) rows.push([iri(`n${n}`), iri("hub")]);

  const found = networkOf(answer("a b", rows), { from: 0, to: 1 });

  assert.equal(found.nodes.length, MOST_NODES);
  assert.equal(found.nodes[0].iri, "https://example.org/hub");
  assert.equal(found.left, 22);
  assert.equal(found.ties.find((tie) => tie.from === "https://example.org/a").count, 2);
});

test("a network stands still, apart and inside", () => {
  const found = networkOf(answer("a b", [[iri("a"), iri("b")], [iri("b"), iri("c")], [iri("x"), iri("x")]]), { from: 0, to: 1 });

  const first = [...places(found, 600, 400).values()];
  const again = [...places(found, 600, 400).values()];

  assert.deepEqual(first, again);
  for (const [n, { x, y }] of first.entries()) {
    assert.ok(x >= 0 && x <= 600 && y >= 0 && y <= 400);
    for (const other of first.slice(n + 1)) assert.ok(Math.hypot(x - other.x, y - other.y) > 20);
  }
});

test("an axis names round numbers and years", () => {
  assert.deepEqual(ticks(0, 789, 4), [0, 200, 400, 600]);
  assert.deepEqual(ticks(5, 5, 4), [5]);
  assert.deepEqual(ticks(0, 0.3, 3), [0, 0.1, 0.2, 0.3]);
  const [low, high] = [Date.UTC(1890, 3), Date.UTC(1941, 0)];
  assert.deepEqual(times(low, high, 5).map((tick) => tick.text), ["1900", "1920", "1940"]);
  assert.equal(yearText(0), "1 BC");
  assert.equal(linear(3, 3, 0, 10)(3), 5);
});
