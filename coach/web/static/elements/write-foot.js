/** The line below a script: what there is to look at in it, and hearing it. */

import { counted } from '../lib/analysis.js';
import { h, show } from '../lib/dom.js';
import { say } from '../lib/words.js';

/**
 * `<coach-write-foot>`.
 *
 * @fires do what is to be done; `detail` is `next-problem`, `hear-line` or `play`, which stops what plays
 */
export class CoachWriteFoot extends HTMLElement {
  #summary = h('p', { class: 'summary', role: 'status' });
  #hear = h('button', { class: 'hear-line', type: 'button', 'aria-label': say('write.hear-line'), onClick: () => this.#do('hear-line') }, say('write.hear-short'));
  #play = h('button', { class: 'main play', type: 'button', onClick: () => this.#do('play') });

  connectedCallback() {
    show(this, this.#summary, this.#hear, this.#play);
  }

  /** Whether the line of the caret can be heard. @param {boolean} spoken */
  set spoken(spoken) {
    this.#hear.disabled = !spoken;
  }

  /** What is heard. @param {import('../lib/preview.js').Heard['state']} state */
  set playing(state) {
    const words = say(state === 'silent' ? 'write.play' : state === 'voicing' ? 'write.voicing' : 'write.stop');
    this.#play.classList.toggle('sounding', state !== 'silent');
    if (this.#play.getAttribute('aria-label') === words) return;
    this.#play.setAttribute('aria-label', words);
    show(this.#play, h('span', { class: 'wide' }, words), h('span', { class: 'short' }, say(state === 'silent' ? 'write.play-short' : 'write.stop')));
  }

  /** Say what there is to look at. @param {import('../lib/analysis.js').Analysis} analysis */
  show(analysis) {
    const { errors, doubts, unspoken } = counted(analysis);
    const parts = [
      errors && say('write.errors', { n: errors }),
      doubts && say('write.doubts', { n: doubts }),
      unspoken && say('write.unspoken', { n: unspoken }),
    ].filter(Boolean);
    const words = parts.join(' · ') || say('write.all-well');
    if (this.#summary.dataset['words'] === words) return;
    this.#summary.dataset['words'] = words;
    this.#summary.classList.toggle('wrong', errors > 0);
    show(this.#summary, parts.length
      ? h('button', { type: 'button', class: 'next', title: say('write.next-problem'), onClick: () => this.#do('next-problem') }, words)
      : words);
  }

  /** @param {string} command */
  #do(command) {
    this.dispatchEvent(new CustomEvent('do', { detail: command }));
  }
}

customElements.define('coach-write-foot', CoachWriteFoot);
