// Draw one column of numbers, as bars or as a line.

import { addressOf, kindOf, numberOf, textOf, timeOf } from "./columns.js";
import { fitted, picture, svg } from "./drawing.js";
import { linear, ticks, times } from "./scale.js";

/** Of more bars than these, nobody sees the shape. */
export const MOST_BARS = 60;
const ROW = 38;
const BAR = 14;
const HEIGHT = 340;

/** Return what is drawn: one item per row that has a number. */
export function chartItems(answer, { by, value }) {
  const kind = kindOf(answer, by);
  return answer.rows
    .filter((row) => numberOf(row[value]) !== null && row[by])
    .map((row) => ({
      label: textOf(answer, row[by]),
      href: addressOf(answer, row[by]),
      value: numberOf(row[value]),
      text: row[value].v,
      at: kind === "date" ? timeOf(row[by]) : kind === "number" ? numberOf(row[by]) : null,
    }));
}

/** Return whether a line would say more than bars: what it runs along is in order. */
export function prefersLine(answer, { by }) {
  return ["date", "number"].includes(kindOf(answer, by));
}

/** Return the bars of `items`, one below the other, with their labels above them. */
export function bars(items, width, title) {
  const shown = items.slice(0, MOST_BARS);
  const values = shown.map((item) => item.value);
  const room = 8 + 8 * Math.max(...shown.map((item) => item.text.length), 1);
  const scale = linear(Math.min(0, ...values), Math.max(0, ...values) || 1, 0, width - room);
  const zero = scale(0);
  const parts = shown.flatMap((item, n) => {
    const top = n * ROW;
    const end = scale(item.value);
    const [left, length] = [Math.min(zero, end), Math.max(1, Math.abs(end - zero))];
    return [
      svg("text", { x: 0, y: top + 13, class: "label" }, fitted(item.label, width)),
      svg("rect", { x: left, y: top + 18, width: length, height: BAR, rx: 2, class: "mark" },
        svg("title", {}, `${item.label}: ${item.text}`)),
      svg("text", { x: Math.max(zero, end) + 6, y: top + 18 + BAR - 2, class: "value" }, item.text),
    ];
  });
  return picture(width, Math.max(ROW, shown.length * ROW), title, ...parts);
}

/** Return `items` as a line, along time or numbers if they have them, else in their order. */
export function line(items, width, title, dated) {
  const ordered = items.map((item, n) => ({ ...item, at: item.at ?? n })).sort((a, b) => a.at - b.at);
  const [first, last] = [ordered[0].at, ordered.at(-1).at];
  const values = ordered.map((item) => item.value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values) || 1];
  const steps = ticks(low, high, 5);
  const left = 14 + 8 * Math.max(...steps.map((n) => String(n).length));
  const x = linear(first, last, left, width - 16);
  const y = linear(low, high, HEIGHT - 30, 12);
  const grid = steps.flatMap((n) => [
    svg("line", { x1: left, x2: width - 8, y1: y(n), y2: y(n), class: "grid" }),
    svg("text", { x: left - 8, y: y(n) + 4, class: "value", "text-anchor": "end" }, String(n)),
  ]);
  const path = ordered.map((item, n) => `${n ? "L" : "M"}${x(item.at).toFixed(1)} ${y(item.value).toFixed(1)}`);
  const dots = ordered.map((item) =>
    svg("circle", { cx: x(item.at), cy: y(item.value), r: 4, class: "mark" },
      svg("title", {}, `${item.label}: ${item.text}`)));
  return picture(width, HEIGHT, title, ...grid, ...below(ordered, x, width, dated),
    svg("path", { d: path.join(""), class: "line" }), ...dots);
}

function below(ordered, x, width, dated) {
  const count = Math.max(2, Math.floor(width / 110));
  const named = items(ordered, count, dated);
  return named.map(({ at, text }, n) =>
    svg("text", {
      x: x(at), y: HEIGHT - 8, class: "value",
      "text-anchor": named.length > 1 && n === named.length - 1 ? "end" : n === 0 ? "start" : "middle",
    }, fitted(text, width / count)));
}

function items(ordered, count, dated) {
  if (dated === "date") {
    return times(ordered[0].at, ordered.at(-1).at, count).map(({ time, text }) => ({ at: time, text }));
  }
  if (dated === "number") {
    return ticks(ordered[0].at, ordered.at(-1).at, count).map((at) => ({ at, text: String(at) }));
  }
  const step = Math.ceil(ordered.length / count);
  return ordered.filter((_, n) => n % step === 0).map(({ at, label }) => ({ at, text: label }));
}
