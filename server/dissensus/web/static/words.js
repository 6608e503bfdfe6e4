// Say what scripts say in the language of the page: the server hands over what it
// has translated; without that, or outside a page, it is English.
const words = JSON.parse(globalThis.document?.querySelector("#words")?.textContent ?? "{}");

/** Return `text`, translated, with `values` in place of the names in braces. */
export function say(text, values = {}) {
  return (words[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
