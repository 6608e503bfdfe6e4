// Draw pairs of entities as nodes and the ties between them.

import { addressOf, textOf } from "./columns.js";
import { fitted, picture, svg } from "./drawing.js";

/** With more nodes than these, lines are all that is seen. */
export const MOST_NODES = 120;
const NAMED = 45;
const STEPS = 240;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/**
 * Return { nodes, ties, left }: the entities of two columns, most tied first.
 *
 * `left` counts the entities beyond `MOST_NODES`, which are left out with
 * their ties. Equal ties are one, with how often it occurs.
 */
export function networkOf(answer, { from, to }) {
  const nodes = new Map();
  const ties = new Map();
  for (const row of answer.rows) {
    const [a, b] = [row[from], row[to]];
    if (a?.i === undefined || b?.i === undefined) continue;
    for (const cell of [a, b]) {
      const node = nodes.get(cell.i)
        ?? { iri: cell.i, label: textOf(answer, cell), href: addressOf(answer, cell), degree: 0 };
      node.degree += 1;
      nodes.set(cell.i, node);
    }
    const key = `${a.i} ${b.i}`;
    const tie = ties.get(key) ?? { from: a.i, to: b.i, count: 0 };
    tie.count += 1;
    ties.set(key, tie);
  }
  const ordered = [...nodes.values()].sort((a, b) => b.degree - a.degree || (a.iri < b.iri ? -1 : 1));
  const shown = ordered.slice(0, MOST_NODES);
  const known = new Set(shown.map((node) => node.iri));
  return {
    nodes: shown,
    ties: [...ties.values()].filter((tie) => known.has(tie.from) && known.has(tie.to)),
    left: ordered.length - shown.length,
  };
}

/**
 * Return where each node stands, as { x, y } by IRI; the same for the same network.
 *
 * Fruchterman and Reingold (1991): ties pull, nodes push, both ever less.
 */
export function places({ nodes, ties }, width, height) {
  const k = Math.sqrt((width * height) / Math.max(1, nodes.length)) * 0.75;
  const found = new Map(nodes.map((node, n) => {
    const r = Math.sqrt((n + 0.5) / nodes.length) * 0.45;
    return [node.iri, { x: width * (0.5 + r * Math.cos(n * GOLDEN)), y: height * (0.5 + r * Math.sin(n * GOLDEN)) }];
  }));
  const all = [...found.values()];
  for (let step = 0; step < STEPS; step += 1) {
    const moves = all.map(() => ({ x: 0, y: 0 }));
    all.forEach((a, n) => all.forEach((b, m) => {
      if (n === m) return;
      const [dx, dy] = [a.x - b.x, a.y - b.y];
      const push = (k * k) / Math.max(1, dx * dx + dy * dy);
      moves[n].x += dx * push;
      moves[n].y += dy * push;
    }));
    const index = new Map(nodes.map((node, n) => [node.iri, n]));
    for (const tie of ties) {
      const [n, m] = [index.get(tie.from), index.get(tie.to)];
      if (n === m) continue;
      const [dx, dy] = [all[n].x - all[m].x, all[n].y - all[m].y];
      const pull = Math.hypot(dx, dy) / k;
      moves[n].x -= dx * pull; moves[n].y -= dy * pull;
      moves[m].x += dx * pull; moves[m].y += dy * pull;
    }
    const heat = (width / 12) * (1 - step / STEPS);
    all.forEach((place, n) => {
      // A weak pull to the middle keeps what is not tied to the rest in sight.
      const x = moves[n].x + (width / 2 - place.x) * 0.08;
      const y = moves[n].y + (height / 2 - place.y) * 0.08;
      const far = Math.max(1e-6, Math.hypot(x, y));
      const go = Math.min(far, heat) / far;
      place.x = Math.min(width - 14, Math.max(14, place.x + x * go));
      place.y = Math.min(height - 14, Math.max(26, place.y + y * go));
    });
  }
  return found;
}

/** Return the picture of a network. */
export function network(found, width, title) {
  const height = Math.round(Math.min(640, Math.max(320, width * 0.7)));
  const at = places(found, width, height);
  const most = Math.max(1, ...found.nodes.map((node) => node.degree));
  const ties = found.ties.map((tie) => {
    const [a, b] = [at.get(tie.from), at.get(tie.to)];
    const size = 4 + 7 * Math.sqrt((found.nodes.find((n) => n.iri === tie.to)?.degree ?? 1) / most);
    const far = Math.max(1, Math.hypot(b.x - a.x, b.y - a.y));
    const [x2, y2] = [b.x - ((b.x - a.x) / far) * (size + 3), b.y - ((b.y - a.y) / far) * (size + 3)];
    return svg("line", { x1: a.x, y1: a.y, x2, y2, class: "tie", "marker-end": "url(#arrow)" });
  });
  const arrow = svg("defs", {}, svg("marker", {
    id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto",
  }, svg("path", { d: "M0 0L8 4L0 8z", class: "head" })));
  const dots = found.nodes.map((node) => svg("circle", {
    cx: at.get(node.iri).x, cy: at.get(node.iri).y, r: 4 + 7 * Math.sqrt(node.degree / most), class: "mark",
  }, svg("title", {}, node.label)));
  const names = found.nodes.slice(0, width < 500 ? NAMED / 3 : NAMED).map((node) => {
    const { x, y } = at.get(node.iri);
    const anchor = x < 90 ? "start" : x > width - 90 ? "end" : "middle";
    const above = y - 8 - 7 * Math.sqrt(node.degree / most);
    return svg("text", { x, y: Math.max(12, above), class: "name", "text-anchor": anchor }, fitted(node.label, 180, 12));
  });
  return picture(width, height, title, arrow, ...ties, ...dots, ...names);
}
