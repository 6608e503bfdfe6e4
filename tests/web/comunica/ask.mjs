// Ask Comunica one query over some sources, both given as JSON; print its rows.
import { QueryEngine } from "@comunica/query-sparql";

const { query, sources } = JSON.parse(process.argv[2]);
const rows = await (await new QueryEngine().queryBindings(query, { sources })).toArray();
const plain = rows.map((row) =>
  Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])),
);
console.log(JSON.stringify(plain));
