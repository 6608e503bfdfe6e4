// Draw by attributes only: the page's policy allows no inline style.

const SVG = "http://www.w3.org/2000/svg";

/** Return an SVG element with attributes and children. */
export function svg(name, attributes = {}, ...children) {
  return made(document.createElementNS(SVG, name), attributes, children);
}

/** Return an HTML element with attributes and children. */
export function html(name, attributes = {}, ...children) {
  return made(document.createElement(name), attributes, children);
}

function made(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Return a picture of `width` by `height`, described for whoever cannot see it. */
export function picture(width, height, description, ...children) {
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": description },
    ...children,
  );
}

/** Return `text` cut to fit `width`, for letters of `size` pixels. */
export function fitted(text, width, size = 13) {
  const most = Math.max(3, Math.floor(width / (size * 0.54)));
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("").trimEnd()}…` : text;
}

/** Return a table of `rows`, whose cells are texts or { text, href }. */
export function table(columns, rows) {
  const head = html("tr", {}, ...columns.map((name) => html("th", { scope: "col" }, name)));
  const body = rows.map((row) => html("tr", {}, ...row.map((cell) => html("td", {}, content(cell)))));
  return html("table", {}, html("thead", {}, head), html("tbody", {}, ...body));
}

function content(cell) {
  const { text, href } = typeof cell === "object" ? cell : { text: cell, href: "" };
  return href ? html("a", { href }, text) : String(text);
}
