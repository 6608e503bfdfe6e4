// Draw what has dates along one axis, each thing in a row of its own.

import { addressOf, endOf, textOf, timeOf } from "./columns.js";
import { fitted, picture, svg } from "./drawing.js";
import { linear, times } from "./scale.js";

/** More rows than these are a list, not a picture. */
export const MOST_EVENTS = 150;
const ROW = 26;
const TOP = 30;

/** Return what is drawn, the earliest first; `end` only where it is after the start. */
export function timelineItems(answer, { start, end, what }) {
  return answer.rows
    .filter((row) => timeOf(row[start]) !== null && row[what])
    .map((row) => {
      const from = timeOf(row[start]);
      const ends = end < 0 ? endOf(row[start]) : timeOf(row[end]);
      const until = ends !== null && ends > from ? ends : null;
      return {
        label: textOf(answer, row[what]),
        href: addressOf(answer, row[what]),
        from,
        until,
        text: until === null || end < 0 ? row[start].v : `${row[start].v} to ${row[end].v}`,
      };
    })
    .sort((a, b) => a.from - b.from || a.label.localeCompare(b.label));
}

/** Return the picture of `items`. */
export function timeline(items, width, title) {
  const shown = items.slice(0, MOST_EVENTS);
  const low = Math.min(...shown.map((item) => item.from));
  const high = Math.max(...shown.map((item) => item.until ?? item.from));
  const x = linear(low, high, 8, width - 12);
  const height = TOP + shown.length * ROW + 6;
  const axis = times(low, high, Math.max(2, Math.floor(width / 90))).flatMap(({ time, text }) => [
    svg("line", { x1: x(time), x2: x(time), y1: 20, y2: height, class: "grid" }),
    svg("text", {
      x: x(time), y: 13, class: "value",
      "text-anchor": x(time) < 30 ? "start" : x(time) > width - 30 ? "end" : "middle",
    }, text),
  ]);
  const rows = shown.flatMap((item, n) => {
    const y = TOP + n * ROW + ROW / 2;
    const [left, right] = [x(item.from), x(item.until ?? item.from)];
    const before = (left + right) / 2 > width / 2;
    const room = before ? left - 12 : width - right - 14;
    const tip = svg("title", {}, `${item.text}: ${item.label}`);
    const mark = item.until === null
      ? svg("circle", { cx: left, cy: y, r: 5, class: "mark" }, tip)
      : svg("rect", { x: left, y: y - 5, width: Math.max(3, right - left), height: 10, rx: 3, class: "mark" }, tip);
    return [mark, svg("text", {
      x: before ? left - 10 : right + 10, y: y + 4, class: "label",
      "text-anchor": before ? "end" : "start",
    }, fitted(item.label, room))];
  });
  return picture(width, height, title, ...axis, ...rows);
}
