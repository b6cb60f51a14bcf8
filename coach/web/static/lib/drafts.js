/** What was written and not saved yet, kept on this device against a crash or a flat battery. */

/** @typedef {{text: string, version: string, title: string, at: number}} Draft `version`: of what it began from, empty for a new script */

const PREFIX = 'coach.draft.';

/** @param {string} name of the script, empty for a new one @param {Draft} draft */
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
