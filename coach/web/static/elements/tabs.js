/** Tabs: which of some parts is shown where there is room for one only. */

import { h, show } from '../lib/dom.js';

/**
 * `<coach-tabs>`; `show` is given the tabs. The arrow keys go from one to the next.
 *
 * @fires choose when one is chosen; `detail` is its name
 */
export class CoachTabs extends HTMLElement {
  /** @type {string[]} */
  #names = [];
  #chosen = '';

  constructor() {
    super();
    this.addEventListener('keydown', (event) => this.#keyed(event));
  }

  connectedCallback() {
    this.setAttribute('role', 'tablist');
  }

  /** @param {{name: string, words: string}[]} tabs @param {string} chosen the name of one */
  show(tabs, chosen) {
    this.#names = tabs.map(({ name }) => name);
    this.#chosen = chosen;
    show(this, tabs.map(({ name, words }) => h('button', {
      type: 'button', role: 'tab', class: `to-${name}`, 'aria-selected': String(name === chosen), tabIndex: name === chosen ? 0 : -1,
      onClick: () => this.#choose(name),
    }, words)));
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    const count = this.#names.length;
    this.#choose(this.#names[(this.#names.indexOf(this.#chosen) + by + count) % count] ?? this.#chosen);
    /** @type {HTMLElement | null} */ (this.querySelector('[aria-selected=true]'))?.focus();
  }

  /** @param {string} name */
  #choose(name) {
    this.dispatchEvent(new CustomEvent('choose', { detail: name }));
  }
}

customElements.define('coach-tabs', CoachTabs);
