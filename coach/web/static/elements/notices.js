/** One line above the work: what was done, or what did not work. */

import { h, show } from '../lib/dom.js';
import { say } from '../lib/words.js';

/** `<coach-notices>`: shows one sentence at a time, until it is closed or another one comes. */
export class CoachNotices extends HTMLElement {
  /**
   * @param {string} sentence
   * @param {[string, () => unknown]} [action] what can be done about it: the word on a button, and the work
   */
  tell(sentence, action) {
    this.#show('notice', 'status', sentence, action);
  }

  /** @param {string} sentence what did not work */
  warn(sentence) {
    this.#show('notice trouble', 'alert', sentence);
  }

  /** Do some work, and say so if it fails. @param {() => unknown} work */
  async attempt(work) {
    try {
      await work();
    } catch (error) {
      this.warn(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} name of its class @param {string} role @param {string} sentence @param {[string, () => unknown]} [action] */
  #show(name, role, sentence, action) {
    const close = () => show(this);
    const act = () => {
      close();
      if (action) void this.attempt(action[1]);
    };
    show(this, h('div', { class: name, role },
      h('span', {}, sentence),
      action && h('button', { type: 'button', onClick: act }, action[0]),
      h('button', { type: 'button', class: 'icon', 'aria-label': say('write.close'), onClick: close }, '×')));
  }
}

customElements.define('coach-notices', CoachNotices);
