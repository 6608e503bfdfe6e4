// The views of an answer as tabs: the table that the server made, and pictures
// of it. Each picture has a twin: a table of exactly what it shows.
//
// Source: WAI-ARIA Authoring Practices, tabs pattern.

import { bars, chartItems, line, MOST_BARS, prefersLine } from "./chart.js";
import { columnsOf, kindOf, viewsOf } from "./columns.js";
import { html, table } from "./drawing.js";
import { MOST_NODES, network, networkOf } from "./network.js";
import { MOST_EVENTS, timeline, timelineItems } from "./timeline.js";
import { say } from "../../static/words.js";

const NAMES = {
  table: say("Table"), chart: say("Chart"), timeline: say("Timeline"), network: say("Network"), raw: say("Raw"),
};
const RAW_SHOWN = 100_000;

/** Turn the answer on the page into tabs; `changed` is told which one is shown. */
export function showViews(section, answer, changed) {
  const makers = { chart: chartPanel, timeline: timelinePanel, network: networkPanel };
  const allowed = viewsOf(answer);
  const panels = new Map([["table", section.querySelector("#answer-table")]]);
  for (const name of Object.keys(makers)) {
    if (allowed[name]) panels.set(name, makers[name](answer, allowed[name]));
  }
  panels.set("raw", rawPanel(section));
  const tabs = html("div", { role: "tablist", class: "tabs", "aria-label": say("Views of the answer") });
  const home = panels.get("table");
  home.before(tabs);
  let last = home;
  for (const [name, panel] of panels) {
    const tab = html("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `view-${name}` }, NAMES[name]);
    tab.addEventListener("click", () => choose(name));
    tabs.append(tab);
    const wrapper = html("div", { role: "tabpanel", id: `view-${name}`, "aria-labelledby": `tab-${name}`, class: "view" });
    last.after(wrapper);
    wrapper.append(panel);
    last = wrapper;
  }
  tabs.addEventListener("keydown", (event) => move(event, tabs));

  function choose(name) {
    for (const tab of tabs.children) {
      const chosen = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
    panels.get(name).dispatchEvent(new Event("shown"));
    changed(name);
  }

  choose(panels.has(section.dataset.view) ? section.dataset.view : "table");
}

function move(event, tabs) {
  const all = [...tabs.children];
  const at = all.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  const tab = all[(to + all.length) % all.length];
  tab.click();
  tab.focus();
}

// A panel that draws itself when it is first seen, and again when it has
// another width or other columns.
function drawn(answer, columns, choices, draw) {
  const canvas = html("div", { class: "canvas" });
  const note = html("p", { class: "muted" });
  const twin = html("details", { class: "twin" });
  const panel = html("div", {}, choices, canvas, note, twin);
  let width = 0;
  const redraw = () => {
    const room = Math.floor(panel.clientWidth);
    if (!room) return;
    width = room;
    const { picture, said, head, rows } = draw(columns, room);
    canvas.replaceChildren(picture);
    note.textContent = [said, answer.cut ? say("Drawn from the beginning of the answer only.") : ""].join(" ").trim();
    twin.replaceChildren(
      html("summary", {}, say("The same as a table")),
      html("div", { class: "wide", tabindex: 0, role: "region", "aria-label": say("What is drawn, as a table") }, table(head, rows)),
    );
  };
  panel.addEventListener("shown", redraw);
  panel.addEventListener("change", redraw);
  new ResizeObserver(() => {
    if (Math.floor(panel.clientWidth) !== width) redraw();
  }).observe(panel);
  return panel;
}

function select(label, answer, places, chosen, change) {
  const options = places.map((at) =>
    html("option", { value: at, selected: at === chosen && "" }, at < 0 ? say("none") : answer.columns[at]));
  const field = html("select", {}, ...options);
  field.addEventListener("change", () => change(Number(field.value)));
  return html("label", {}, `${label} `, field);
}

function chartPanel(answer, columns) {
  const every = answer.columns.map((_, at) => at).filter((at) => kindOf(answer, at) !== "empty");
  const kinds = ["bars", "line"].map((kind) => html("option", { value: kind }, { bars: say("bars"), line: say("line") }[kind]));
  const kind = html("select", {}, ...kinds);
  kind.value = prefersLine(answer, columns) ? "line" : "bars";
  const choices = html("p", { class: "choices" },
    html("label", {}, `${say("Draw")} `, kind),
    select(say("of"), answer, columnsOf(answer, "number"), columns.value, (at) => { columns.value = at; }),
    select(say("by"), answer, every, columns.by, (at) => { columns.by = at; }));
  return drawn(answer, columns, choices, (at, width) => {
    const items = chartItems(answer, at);
    const [value, by] = [answer.columns[at.value], answer.columns[at.by]];
    const title = say("Chart of {value} by {by}: {n} values.", { value, by, n: items.length });
    const few = kind.value === "bars" && items.length > MOST_BARS;
    const picture = items.length === 0 ? say("Nothing to draw.")
      : kind.value === "bars" ? bars(items, width, title) : line(items, width, title, kindOf(answer, at.by));
    const shown = few ? items.slice(0, MOST_BARS) : items;
    return {
      picture,
      said: few ? say("The first {n} of {all} rows.", { n: MOST_BARS, all: items.length }) : "",
      head: [by, value],
      rows: shown.map((item) => [{ text: item.label, href: item.href }, item.text]),
    };
  });
}

function timelinePanel(answer, columns) {
  const dates = columnsOf(answer, "date");
  const things = columnsOf(answer, "entity", "text", "number");
  const choices = html("p", { class: "choices" },
    select(say("Show"), answer, things, columns.what, (at) => { columns.what = at; }),
    select(say("from"), answer, dates, columns.start, (at) => { columns.start = at; }),
    select(say("until"), answer, [-1, ...dates], columns.end, (at) => { columns.end = at; }));
  return drawn(answer, columns, choices, (at, width) => {
    const items = timelineItems(answer, at);
    const few = items.length > MOST_EVENTS;
    const title = say("Timeline of {what} by {by}: {n} entries.", {
      what: answer.columns[at.what], by: answer.columns[at.start], n: items.length,
    });
    return {
      picture: items.length ? timeline(items, width, title) : say("Nothing to draw."),
      said: few ? say("The first {n} of {all}.", { n: MOST_EVENTS, all: items.length }) : "",
      head: [say("When"), answer.columns[at.what]],
      rows: items.slice(0, MOST_EVENTS).map((item) => [item.text, { text: item.label, href: item.href }]),
    };
  });
}

function networkPanel(answer, columns) {
  const entities = columnsOf(answer, "entity");
  const choices = html("p", { class: "choices" },
    select(say("From"), answer, entities, columns.from, (at) => { columns.from = at; }),
    select(say("to"), answer, entities, columns.to, (at) => { columns.to = at; }));
  return drawn(answer, columns, choices, (at, width) => {
    const found = networkOf(answer, at);
    const named = new Map(found.nodes.map((node) => [node.iri, { text: node.label, href: node.href }]));
    const title = say("Network from {from} to {to}: {entities} entities, {ties} ties.", {
      from: answer.columns[at.from], to: answer.columns[at.to], entities: found.nodes.length, ties: found.ties.length,
    });
    return {
      picture: found.nodes.length ? network(found, width, title) : say("Nothing to draw."),
      said: found.left ? say("The {n} most tied entities; {left} are left out.", { n: MOST_NODES, left: found.left }) : "",
      head: [answer.columns[at.from], answer.columns[at.to], say("rows")],
      rows: found.ties.map((tie) => [named.get(tie.from), named.get(tie.to), String(tie.count)]),
    };
  });
}

function rawPanel(section) {
  const links = [...section.querySelectorAll(".formats a[download]")];
  const field = html("select", {}, ...links.map((link, n) => html("option", { value: n }, link.textContent)));
  const text = html("pre", { class: "raw", tabindex: 0, "aria-label": say("The answer as a program gets it") });
  const note = html("p", { class: "muted", role: "status" });
  const panel = html("div", {}, html("p", { class: "choices" }, html("label", {}, `${say("Format")} `, field)), note, text);
  const load = async () => {
    note.textContent = say("Loading …");
    const chosen = field.value;
    try {
      const response = await fetch(links[Number(chosen)].href);
      const body = await response.text();
      if (chosen !== field.value) return; // another was chosen meanwhile
      text.textContent = body.slice(0, RAW_SHOWN);
      note.textContent = body.length > RAW_SHOWN ? say("The beginning; the link above has all of it.") : "";
    } catch {
      note.textContent = say("The answer could not be fetched. Run the query again.");
    }
  };
  panel.addEventListener("shown", () => { if (!text.textContent) load(); });
  field.addEventListener("change", load);
  return panel;
}
