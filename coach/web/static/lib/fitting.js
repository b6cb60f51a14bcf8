/** Letters as large as they fit. */

/**
 * Give an element the largest of some sizes with which nothing in it is cut off; the smallest if none fits.
 *
 * @param {HTMLElement} element with a size of its own, whatever is in it; its letters have the size `--fit`
 * @param {number[]} sizes in pixels, the largest first
 * @returns {boolean} whether nothing is cut off
 */
export function fit(element, sizes) {
  if (!element.clientHeight || !element.clientWidth) return true;
  for (const size of sizes) {
    element.style.setProperty('--fit', `${size}px`);
    if (element.scrollHeight <= element.clientHeight && element.scrollWidth <= element.clientWidth) return true;
  }
  return false;
}
