/** Leaving something that is not saved yet. */

import { askToLeave } from './file-questions.js';

/**
 * Go on to something else: at once if all is saved, otherwise as the person chooses.
 *
 * @param {{unsaved: () => boolean, save: () => Promise<unknown>}} what is left
 * @param {() => unknown} go
 */
export async function leave({ unsaved, save }, go) {
  const choice = unsaved() ? await askToLeave() : 'go';
  if (choice === 'save') await save();
  if (choice === 'go' || (choice === 'save' && !unsaved())) await go();
}

/**
 * The address that a click leads to; null if it is not on a link, or on one that saves a file.
 *
 * @param {Event} event
 * @returns {string | null}
 */
export function linkOf(event) {
  const link = /** @type {Element} */ (event.target).closest?.('a[href]');
  return link && link.getAttribute('download') === null ? /** @type {HTMLAnchorElement} */ (link).href : null;
}
