// Build the editor into the one file that the query page loads.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const constructed = here("src/constructed-styles.js");

await build({
  entryPoints: [here("src/editor.js")],
  outfile: here("../server/dissensus/web/static/query/editor.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "eof",
  plugins: [
    {
      name: "constructed-styles",
      setup({ onResolve }) {
        onResolve({ filter: /^style-mod$/ }, ({ importer }) =>
          importer === constructed ? null : { path: constructed });
      },
    },
  ],
});
