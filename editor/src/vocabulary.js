// Which words fit where the cursor is: prefixes, terms of the release,
// variables of the query, keywords. Nothing here knows of the editor.

export const KEYWORDS = `SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED
  OPTIONAL UNION MINUS GRAPH FILTER BIND VALUES AS UNDEF EXISTS NOT IN GROUP BY HAVING ORDER ASC DESC
  LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR BOUND IF COALESCE STR LANG LANGMATCHES
  DATATYPE IRI BNODE STRLEN SUBSTR UCASE LCASE STRSTARTS STRENDS CONTAINS STRBEFORE STRAFTER CONCAT REPLACE
  REGEX ABS ROUND CEIL FLOOR YEAR MONTH DAY NOW ISIRI ISBLANK ISLITERAL ISNUMERIC SAMETERM STRDT STRLANG`
  .split(/\s+/);

const PREFIX = /\bPREFIX\s+([A-Za-z][\w.-]*)?:\s*<([^<>\s]*)>/gi;
const LOCAL = /^[A-Za-z_][\w-]*$/;

/** Return the prefixes that a query declares, by name. */
export function declaredPrefixes(text) {
  return new Map([...text.matchAll(PREFIX)].map(([, name, iri]) => [name ?? "", iri]));
}

/**
 * Return how a term is written in a query: { text, declare }.
 *
 * With a prefix that the query declares for it, if there is one; else with
 * the usual one, and `declare` is the line that this takes; else as an IRI.
 */
export function writtenTerm(term, declared, prefixes) {
  let best = null;
  for (const [name, iri] of declared) {
    const local = term.iri.startsWith(iri) && iri ? term.iri.slice(iri.length) : "";
    if (LOCAL.test(local) && (!best || local.length < best.local.length)) best = { name, local };
  }
  if (best) return { text: `${best.name}:${best.local}`, declare: "" };
  const [prefix] = term.name.split(":");
  if (term.name.startsWith("<") || declared.has(prefix)) return { text: `<${term.iri}>`, declare: "" };
  return { text: term.name, declare: `PREFIX ${prefix}: <${prefixes[prefix]}>\n` };
}

/** Return the variables of a query, each once. */
export function variables(text) {
  return [...new Set(text.match(/[?$][A-Za-z_]\w*/g) ?? [])];
}

/**
 * Return what belongs where a query stops: "class" after `a`, "property" after
 * a subject or in a path, "any" elsewhere.
 */
export function wanted(before) {
  const plain = before.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|#[^\n]*/g, (found) => (found[0] === "#" ? "" : "x"));
  if (/[\s;{.[](?:a|rdf:type)(?:\s*\/\s*rdfs:subClassOf\*)?\s+(?:[^\s;.{}[\]]+\s*,\s*)*$/.test(plain)) return "class";
  if (/[;[]\s*$|[\^/|]\s*$/.test(plain)) return "property";
  return /(?:^|[{}]|\.\s)\s*[?$\w][\w:-]*\s+$/.test(plain) && plain.includes("{") ? "property" : "any";
}

/** Return the place of a code point, given line and column from 1; as an index into `text`. */
export function indexOf(text, line, column) {
  const lines = text.split("\n");
  const at = Math.min(Math.max(line, 1), lines.length) - 1;
  const before = lines.slice(0, at).reduce((sum, one) => sum + one.length + 1, 0);
  return before + [...lines[at]].slice(0, Math.max(0, column - 1)).join("").length;
}
