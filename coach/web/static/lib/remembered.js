/** What this browser remembers of how a person likes the page. A private window remembers nothing. */

/**
 * @param {string} key
 * @returns {boolean}
 */
export function isRemembered(key) {
  try {
    return localStorage.getItem(key) === 'yes';
  } catch {
    return false;
  }
}

/**
 * @param {string} key
 * @param {boolean} value
 */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value ? 'yes' : 'no');
  } catch {
    // Then it is asked for again.
  }
}
