/** What this browser remembers of how a person likes the page. A private window remembers nothing. */

/**
 * @param {string} name
 * @returns {boolean}
 */
export function isRemembered(name) {
  try {
    return localStorage.getItem(`coach.${name}`) === 'yes';
  } catch {
    return false;
  }
}

/**
 * @param {string} name
 * @param {boolean} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(`coach.${name}`, value ? 'yes' : 'no');
  } catch {
    // Then it is asked for again.
  }
}
