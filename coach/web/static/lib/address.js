/** Addresses in the page: what follows the `#`, and what a link in a script says. */

/**
 * A part of an address as it was meant; one that is malformed, as a messenger leaves it that cuts a link, stays as it is.
 *
 * @param {string} part
 * @returns {string}
 */
export function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
