// Stand in for style-mod, which writes a <style> element into the page: the
// page's policy forbids that, and allows a constructed style sheet.
//
// Source: CSSOM, section 6.1.2 (constructed style sheets); CSP level 3.

import { StyleModule as Written } from "style-mod";

const mounted = new WeakMap();

/** Rules of CSS that are mounted once per document. */
export class StyleModule extends Written {
  static mount(root, modules) {
    const found = mounted.get(root) ?? { sheet: new CSSStyleSheet(), modules: [] };
    const fresh = [modules].flat().filter((module) => !found.modules.includes(module));
    if (fresh.length === 0) return;
    // Later modules go before earlier ones, as they do in style-mod's order.
    found.modules = [...fresh, ...found.modules];
    if (!mounted.has(root)) {
      mounted.set(root, found);
      root.adoptedStyleSheets = [found.sheet, ...root.adoptedStyleSheets];
    }
    found.sheet.replaceSync(found.modules.map((module) => module.getRules()).join("\n"));
  }
}
