/** The guesses of an import, each to accept or to change. */

import { h, show } from '../lib/dom.js';
import { moved } from '../lib/text.js';
import { say } from '../lib/words.js';

/** @typedef {import('../lib/guesses.js').Guess} Guess */

/**
 * `<coach-guess-list>`; the property `guesses` is what is left to look at.
 *
 * @fires accept when one was accepted; `detail` is the guess, at the line where it is now
 * @fires change when one is to be changed; `detail` as above
 */
export class CoachGuessList extends HTMLElement {
  /** @type {Guess[]} */
  #guesses = [];
  #list = h('ul', { class: 'plain guesses' });
  #summary = h('p', {});
  #about = h('p', { class: 'quiet', role: 'status' });

  connectedCallback() {
    show(this, this.#summary, this.#about, this.#list, h('button', { class: 'all', type: 'button', onClick: () => this.#acceptAll() }, say('write.accept-all')));
    this.#draw();
  }

  /** What was found in the document, a sentence. @param {string} sentence */
  set summary(sentence) {
    this.#summary.textContent = sentence;
  }

  get guesses() {
    return this.#guesses;
  }

  set guesses(guesses) {
    this.#guesses = guesses;
    this.#draw();
  }

  /** The kinds of guesses by line. */
  get lines() {
    return new Map(this.#guesses.filter((guess) => guess.kind !== 'left out').map((guess) => [guess.line, guess.kind]));
  }

  /** Stay with the lines when the text is edited. @param {import('../lib/text.js').LineChange} change */
  follow(change) {
    for (const guess of this.#guesses) guess.line = moved(guess.line, change);
  }

  #acceptAll() {
    for (const guess of [...this.#guesses]) this.#accept(guess);
  }

  /** @param {Guess} guess */
  #accept(guess) {
    const index = this.#guesses.indexOf(guess);
    const row = this.#list.children[index];
    this.#guesses = this.#guesses.filter((each) => each !== guess);
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    const focused = row?.contains(document.activeElement);
    row?.remove();
    this.#count();
    this.dispatchEvent(new CustomEvent('accept', { detail: guess }));
    if (focused) /** @type {HTMLElement | null} */ (next?.querySelector('button'))?.focus();
  }

  #count() {
    const left = this.#guesses.length;
    this.#about.textContent = left ? say('write.guesses-about', { n: left }) : say('write.guesses-done');
    const all = this.querySelector('.all');
    if (all instanceof HTMLElement) all.hidden = !left;
  }

  #draw() {
    show(this.#list, this.#guesses.map((guess) => h('li', { class: `guess ${guess.kind.replace(' ', '-')}` },
      h('p', {},
        h('strong', {}, say(`write.guess-${guess.kind.replace(' ', '-')}`)),
        h('span', { class: 'quiet' }, ` · ${say('write.line', { n: guess.line })}`),
        h('br'), guess.words,
        h('span', { class: 'why' }, guess.why)),
      h('div', { class: 'choices' },
        h('button', { type: 'button', onClick: () => this.#accept(guess), 'aria-label': `${say('write.accept')}: ${guess.words}` }, say('write.accept')),
        h('button', {
          type: 'button', 'aria-label': `${say('write.change')}: ${guess.words}`,
          onClick: () => this.dispatchEvent(new CustomEvent('change', { detail: guess })),
        }, say('write.change'))))));
    this.#count();
  }
}

customElements.define('coach-guess-list', CoachGuessList);
