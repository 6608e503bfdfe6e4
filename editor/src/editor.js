// The editor of the query page: CodeMirror with what the server knows.

import {
  acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, pickedCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { linter, lintKeymap } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { declaredPrefixes, indexOf, KEYWORDS, variables, wanted, writtenTerm } from "./vocabulary.js";

const SILENT = /^(Comment|String|IriRef)$/;
const WORD = /^[^\s{}()[\];,.]+/;
const PAUSE = 500;

const language = SparqlLanguage.configure({
  props: [styleTags({ A_predicate: tags.keyword, IriRef: tags.url, Langtag: tags.annotation, "Pname_ln Pname_ns": tags.name })],
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.variableName], color: "var(--yes)" },
  { tag: [tags.string, tags.annotation], color: "var(--maybe)" },
  { tag: [tags.number, tags.integer, tags.float, tags.bool], color: "var(--maybe)" },
  { tag: [tags.comment], color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.url], color: "var(--soft)" },
]);

const theme = EditorView.theme({
  "&": { background: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "6px", fontSize: ".875em" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", maxHeight: "70vh", overflow: "auto" },
  ".cm-content": { padding: ".7rem 0", caretColor: "var(--ink)" },
  ".cm-content, .cm-gutter": { minHeight: "11rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--mark)", color: "var(--soft)", border: "0", borderRadius: "6px 0 0 6px" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { background: "color-mix(in srgb, var(--accent) 26%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--mark)", outline: "1px solid var(--soft)" },
  ".cm-tooltip": { background: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "4px", fontSize: "1rem", maxWidth: "min(34rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: ".875rem", maxHeight: "16em" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent)", color: "var(--paper)" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: "1em", color: "var(--soft)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionInfo": { padding: ".5rem .7rem", fontFamily: "var(--sans)", fontSize: ".9rem" },
  ".cm-diagnostic": { borderLeftColor: "var(--no)", fontFamily: "var(--sans)", padding: ".4rem .7rem", whiteSpace: "pre-line" },
  ".cm-diagnostic.cm-diagnostic-warning": { borderLeftColor: "var(--maybe)" },
  // The page's policy takes no picture that is written into a style sheet.
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--no)", textUnderlineOffset: ".2em" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--maybe)", textUnderlineOffset: ".2em" },
  ".cm-panel.cm-panel-lint": { background: "var(--card)", color: "var(--ink)" },
});

// A browser that replaces a selection keeps its colours as an inline style,
// which the page's policy forbids: so the editor replaces it, not the browser.
const replacing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (event.inputType !== "insertText" || event.data === null || empty || view.composing) return false;
    const typed = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, event.data, typed))) view.dispatch(typed());
    event.preventDefault();
    return true;
  },
});

/**
 * Put an editor in the place of a text field, which goes on to hold its text.
 *
 * @param field The text field, in its form.
 * @param options.vocabulary Where prefixes, classes and properties are, most used first.
 * @param options.check Where a query is looked at without being run.
 * @param options.labelledBy, options.describedBy Ids of elements.
 * @param options.run Called when Ctrl-Enter is pressed.
 */
export function createEditor(field, { vocabulary, check, labelledBy, describedBy, run }) {
  const words = once(async () => {
    const response = await fetch(vocabulary);
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  });
  const attributes = {
    "aria-labelledby": labelledBy, spellcheck: "false", autocapitalize: "off", autocorrect: "off",
  };
  if (describedBy) attributes["aria-describedby"] = describedBy;
  const view = new EditorView({
    state: EditorState.create({
      doc: field.value,
      extensions: [
        lineNumbers(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), closeBrackets(),
        indentUnit.of("  "), language, syntaxHighlighting(colours), theme, EditorView.lineWrapping, replacing,
        EditorView.contentAttributes.of(attributes),
        autocompletion({ override: [(context) => complete(context, words)], icons: false }),
        linter((editor) => lint(editor, check), { delay: PAUSE }),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }])),
        keymap.of([
          { key: "Tab", run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap,
          ...historyKeymap, ...lintKeymap, ...defaultKeymap, indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) field.value = update.state.doc.toString();
        }),
      ],
    }),
  });
  field.before(view.dom);
  field.classList.add("replaced");
  field.required = false;
  document.getElementById(labelledBy)?.addEventListener("click", () => view.focus());
  return view;
}

function once(load) {
  let found;
  return () => {
    found ??= load().catch(() => ({ prefixes: {}, classes: [], properties: [] }));
    return found;
  };
}

async function complete(context, words) {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  if (SILENT.test(node.name)) return null;
  const text = context.state.doc.toString();
  const variable = context.matchBefore(/[?$]\w*/);
  if (variable) {
    const others = variables(text).filter((name) => name !== variable.text);
    return { from: variable.from, options: others.map((label) => ({ label, type: "variable" })), validFor: /^[?$]\w*$/ };
  }
  const declaring = context.matchBefore(/\bPREFIX\s+[\w-]*:?/i);
  const word = context.matchBefore(/[\w-]*:?[\w-]*/);
  if (!context.explicit && !word?.text && !declaring) return null;
  const known = await words();
  const from = word ? word.from : context.pos;
  if (declaring) {
    const options = Object.entries(known.prefixes).map(([name, iri]) => ({
      label: `${name}:`, apply: `${name}: <${iri}>`, detail: iri,
    }));
    return { from, options, validFor: /^[\w-]*:?$/ };
  }
  const declared = declaredPrefixes(text);
  const place = wanted(text.slice(0, from));
  const options = [
    ...(place === "class" ? [] : known.properties.map((term) => option(term, "property", declared, known.prefixes))),
    ...(place === "property" ? [] : known.classes.map((term) => option(term, "class", declared, known.prefixes))),
    ...(place === "any" ? KEYWORDS.map((label) => ({ label, type: "keyword", boost: word?.text.includes(":") ? -99 : 1 })) : []),
  ];
  return { from, options, validFor: /^[\w-]*:?[\w-]*$/ };
}

function option(term, type, declared, prefixes) {
  const { text, declare } = writtenTerm(term, declared, prefixes);
  return {
    label: text,
    type,
    detail: term.label && term.label !== text ? term.label : "",
    boost: Math.min(20, Math.log2(1 + term.count)),
    info: () => information(term, type),
    apply: (view, completion, from, to) => insert(view, completion, from, to, text, declare),
  };
}

function information(term, type) {
  const box = document.createElement("div");
  const head = document.createElement("strong");
  head.textContent = term.label || term.name;
  const said = document.createElement("div");
  said.textContent = term.definition;
  const used = document.createElement("small");
  used.textContent = type === "class" ? `class, ${term.count} members` : `property, ${term.count} triples`;
  box.append(head, said, used);
  return box;
}

function insert(view, completion, from, to, text, declare) {
  const changes = [{ from, to, insert: text }];
  if (declare) changes.unshift({ from: 0, insert: declare });
  view.dispatch({
    changes,
    selection: { anchor: from + declare.length + text.length },
    annotations: pickedCompletion.of(completion),
    userEvent: "input.complete",
    scrollIntoView: true,
  });
}

function mark(text, { hint, line, column }, severity, said) {
  const from = line ? indexOf(text, line, column) : 0;
  const length = WORD.exec(text.slice(from))?.[0].length ?? 1;
  return {
    from: Math.min(from, text.length), to: Math.min(from + length, text.length),
    severity, message: hint ? `${said}\n${hint}` : said,
  };
}

async function lint(view, check) {
  const text = view.state.doc.toString();
  if (!text.trim()) return [];
  try {
    const response = await fetch(check, { method: "POST", body: new URLSearchParams({ query: text }) });
    if (!response.ok) return [];
    const said = await response.json();
    if (said.fault) return [mark(text, said, "error", said.fault)];
    return (said.warnings ?? []).map((one) => mark(text, one, "warning", one.warning));
  } catch {
    return [];
  }
}
