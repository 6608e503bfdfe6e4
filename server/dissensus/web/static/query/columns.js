// What the columns of an answer hold, and so how they can be drawn.
//
// An answer is what the page holds as data: columns, rows of cells, and what
// the entities in them are called. A cell is null, { i: IRI }, { b: label of a
// blank node } or { v: lexical form, t: local name of the datatype }.

const NUMBERS = new Set([
  "integer", "decimal", "double", "float", "int", "long", "short", "byte",
  "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
  "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort",
]);
const DATES = new Set(["date", "dateTime", "gYear", "gYearMonth", "EDTF"]);
const DATE = /^(-?\d{4,})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?/;
const TRIPLE = "subject predicate object";

/** Return the kind of the column at `at`: number, date, entity, text or empty. */
export function kindOf(answer, at) {
  const kinds = new Set();
  for (const row of answer.rows) if (row[at]) kinds.add(kindOfCell(row[at]));
  if (kinds.size === 0) return "empty";
  return kinds.size === 1 ? [...kinds][0] : "text";
}

function kindOfCell(cell) {
  if (cell.i !== undefined) return "entity";
  if (cell.b !== undefined) return "text";
  if (NUMBERS.has(cell.t) && Number.isFinite(Number(cell.v))) return "number";
  if (DATES.has(cell.t) && timeOf(cell) !== null) return "date";
  return "text";
}

/** Return what a reader calls the content of a cell. */
export function textOf(answer, cell) {
  if (!cell) return "";
  if (cell.i !== undefined) return answer.names[cell.i]?.[0] ?? cell.i;
  return cell.b !== undefined ? `_:${cell.b}` : cell.v;
}

/** Return where the content of a cell has a page; "" for literals. */
export function addressOf(answer, cell) {
  return cell?.i === undefined ? "" : answer.names[cell.i]?.[1] ?? "";
}

/** Return the number in a cell, null for none. */
export function numberOf(cell) {
  return cell && NUMBERS.has(cell.t) ? Number(cell.v) : null;
}

/**
 * Return when the date in a cell begins, in milliseconds; null for none.
 *
 * Years are those of XML Schema 1.1: 0000 is the year before 0001. Of a date
 * in EDTF the earliest that it allows: 191X begins in 1910, 1917/1922 in 1917.
 */
export function timeOf(cell) {
  return cell && DATES.has(cell.t) ? instant(cell.v.split("/")[0]) : null;
}

/** Return when the interval in a cell ends, as EDTF writes it; null for a date. */
export function endOf(cell) {
  return cell?.t === "EDTF" && cell.v.includes("/") ? instant(cell.v.split("/")[1]) : null;
}

function instant(text) {
  const found = DATE.exec(text.replaceAll("X", "0"));
  if (!found) return null;
  const [year, month, day, hour, minute] = found.slice(1).map((n) => Number(n ?? NaN));
  const time = new Date(0);
  // EDTF writes seasons as months above 12: only the year is told for certain.
  const known = month >= 1 && month <= 12;
  time.setUTCFullYear(year, known ? month - 1 : 0, (known && day) || 1);
  time.setUTCHours(hour || 0, minute || 0);
  return Number.isNaN(time.getTime()) ? null : time.getTime();
}

/** Return the columns of a kind, as their places. */
export function columnsOf(answer, ...kinds) {
  return answer.columns
    .map((_, at) => at)
    .filter((at) => kinds.includes(kindOf(answer, at)));
}

/**
 * Return which views an answer allows, each with the columns that it would draw.
 *
 * A chart needs numbers and something to tell them apart by, a timeline dates
 * and something that happened, a network two columns of entities.
 */
export function viewsOf(answer) {
  const numbers = columnsOf(answer, "number");
  const dates = columnsOf(answer, "date");
  const entities = columnsOf(answer, "entity");
  const things = columnsOf(answer, "entity", "text");
  const views = {};
  const apart = [...things, ...dates, ...numbers.slice(0, -1)];
  if (numbers.length && apart.length) {
    const by = dates.length && !things.length ? dates[0] : apart[0];
    views.chart = { by, value: numbers.find((at) => at !== by) };
  }
  if (dates.length && (things.length || numbers.length)) {
    views.timeline = { start: dates[0], end: dates[1] ?? -1, what: things[0] ?? numbers[0] };
  }
  if (entities.length > 1) {
    views.network = { from: entities[0], to: entities[1] };
    if (answer.columns.join(" ") === TRIPLE && entities.includes(2)) views.network.to = 2;
  }
  return views;
}
