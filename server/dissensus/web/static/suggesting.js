// Ask the server what a text may become: text, names, kinds and addresses.

/** Return four lists, or null when there is no answer. */
export async function suggest(asked, signal) {
  const answer = await fetch(`/search/suggest?${asked}`, { signal });
  return answer.ok ? answer.json() : null;
}
