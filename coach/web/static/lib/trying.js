/** Doing what may fail, with a line on the page for why. */

import { show } from './dom.js';

/**
 * Do some work; where it fails, its sentence is shown in `line`, which is hidden otherwise.
 *
 * @param {HTMLElement} line
 * @param {() => Promise<void>} work
 */
export async function trying(line, work) {
  line.hidden = true;
  try {
    await work();
  } catch (error) {
    show(line, /** @type {Error} */ (error).message);
    line.hidden = false;
  }
}
