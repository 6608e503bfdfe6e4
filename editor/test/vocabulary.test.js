// What the editor offers is what a query can use as it stands.

import assert from "node:assert/strict";
import { test } from "node:test";
import { declaredPrefixes, indexOf, variables, wanted, writtenTerm } from "../src/vocabulary.js";

const PREFIXES = { dis: "https://example.org/o#", tide: "https://example.org/id/" };
const TERM = { iri: "https://example.org/o#holder", name: "dis:holder" };

test("prefixes are those that the query declares", () => {
  const found = declaredPrefixes("PREFIX a: <https://a/>\nprefix : <https://b/#> SELECT * {}");

  assert.deepEqual([...found], [["a", "https://a/"], ["", "https://b/#"]]);
});

test("a term takes the prefix that the query has for it", () => {
  const own = new Map([["o", "https://example.org/o#"], ["e", "https://example.org/"]]);

  assert.deepEqual(writtenTerm(TERM, own, PREFIXES), { text: "o:holder", declare: "" });
});

test("a term brings its prefix when the query has none", () => {
  const { text, declare } = writtenTerm(TERM, new Map(), PREFIXES);

  assert.equal(text, "dis:holder");
  assert.equal(declare, "PREFIX dis: <https://example.org/o#>\n");
});

test("a prefix that means something else is left alone", () => {
  const other = new Map([["dis", "https://elsewhere.example/"]]);

  assert.deepEqual(writtenTerm(TERM, other, PREFIXES), { text: `<${TERM.iri}>`, declare: "" });
});

test("each variable is offered once", () => {
  assert.deepEqual(variables("SELECT ?a $b { ?a ?p ?a }"), ["?a", "$b", "?p"]);
});

test("after `a` stands a class, after a subject a property", () => {
  const classes = ["SELECT * { ?x a ", "{ ?x rdf:type ", "{ ?x dis:p ?y ; a ", "{ ?x a dis:A , ", "ASK { [ a "];
  const properties = ["SELECT * { ?x ", "{ ?x a dis:A ; ", "{ ?x a dis:A . ?y ", "{ ?x dis:p/", "{ ?x ^", "{ <https://a/#b> ", "{ dis:a "];
  const others = ["", "SELECT ", "SELECT ?x ", "{ ?x dis:p ", "{ ", "{ ?x dis:p ?y ", "{ ?x dis:says \"a ", "{ ?x dis:p ?a "];

  assert.deepEqual(classes.map(wanted), classes.map(() => "class"));
  assert.deepEqual(properties.map(wanted), properties.map(() => "property"));
  assert.deepEqual(others.map(wanted), others.map(() => "any"));
});

test("a place counts characters as people do", () => {
  const text = "ASK {\n  ?s ?p '🌊' x:y }";

  assert.equal(text.slice(indexOf(text, 2, 13)), "x:y }");
  assert.equal(indexOf(text, 99, 1), 6);
});
