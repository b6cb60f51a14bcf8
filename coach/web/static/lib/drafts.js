/** What was written and not saved yet, kept on this device against a crash or a flat battery. */

/** @typedef {{text: string, version: string, title: string, at: number}} Draft `version`: of what it began from, empty for a new script */

const PREFIX = 'coach.draft.';
/** How the keys of new scripts begin: no script has such a name. */
const NEW = '?';

/** A key for a script that has no name yet. */
export const newKey = () => `${NEW}${Date.now().toString(36)}`;

/** All drafts of new scripts, the latest first. @returns {{key: string, draft: Draft}[]} */
export function newDrafts() {
  /** @type {string[]} */
  let keys = [];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + NEW)).map((key) => key.slice(PREFIX.length));
  } catch {
    // The store is forbidden.
  }
  const found = keys.flatMap((key) => {
    const draft = draftOf(key);
    return draft ? [{ key, draft }] : [];
  });
  return found.sort((a, b) => b.draft.at - a.draft.at);
}

/** @param {string} name of the script, or the key of a new one @param {Draft} draft */
export function keepDraft(name, draft) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(draft));
  } catch {
    // The store is full or forbidden: then there is no safety net, and writing goes on.
  }
}

/** @param {string} name @returns {Draft | null} */
export function draftOf(name) {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null');
    return found && typeof found.text === 'string' ? found : null;
  } catch {
    return null;
  }
}

/** @param {string} name */
export function dropDraft(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // As above.
  }
}
