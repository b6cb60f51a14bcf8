import { h, show } from '../lib/dom.js';
import { say } from '../lib/words.js';

/**
 * `<coach-sheet>`: a dialog with a heading and a button to close it; a touch beside it closes it too.
 *
 * - attribute `heading`: the name of its words
 * - `open(...children)`: show it with these in it
 * - `close()`, `isOpen`
 */
export class CoachSheet extends HTMLElement {
  #inside = h('div', {});
  /** @type {HTMLDialogElement | null} */
  #dialog = null;

  connectedCallback() {
    if (this.#dialog) return;
    const title = say(this.getAttribute('heading') ?? '');
    const close = h('button', { type: 'button', class: 'plain', onClick: () => this.close() }, say('session.close'));
    this.#dialog = h('dialog', { 'aria-label': title },
      h('div', { class: 'sheet' }, h('div', { class: 'head' }, h('h2', {}, title), close), this.#inside));
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog) this.close();
    });
    this.append(this.#dialog);
  }

  /** @param {...(import('../lib/dom.js').Child | import('../lib/dom.js').Child[])} children */
  open(...children) {
    show(this.#inside, ...children);
    if (!this.isOpen) this.#dialog?.showModal();
  }

  close() {
    this.#dialog?.close();
  }

  get isOpen() {
    return this.#dialog?.open ?? false;
  }
}

customElements.define('coach-sheet', CoachSheet);
