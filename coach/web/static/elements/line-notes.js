/** What is said of one line of a script, and what can be done there. */

import { decoded } from '../lib/address.js';
import { h, show } from '../lib/dom.js';
import { roomOf } from '../lib/script-file.js';
import { say } from '../lib/words.js';

/** Milliseconds on a line after which a screen reader says what there is about it. */
const PAUSE = 500;
const SPOKEN = new Set(['title', 'section', 'area', 'step', 'client', 'caution']);

/** Whether a line is spoken. @param {import('./script-text.js').LineMarks} marks */
export const isSpoken = ({ kind, silent }) => SPOKEN.has(kind) && !silent;

/**
 * `<coach-line-notes>`; `show` is given the marks of the line.
 *
 * @fires mend when the text is to be written as a problem suggests; `detail` is the problem
 * @fires hear when the line is to be heard
 */
export class CoachLineNotes extends HTMLElement {
  #notes = h('div', {});
  #hear = h('button', { type: 'button', class: 'hear-line', onClick: () => this.dispatchEvent(new Event('hear')) }, say('write.hear-line'));
  #says = h('p', { class: 'unseen', role: 'status' });
  #timer = 0;

  connectedCallback() {
    show(this, this.#notes, this.#hear, this.#says);
  }

  /** @param {import('./script-text.js').LineMarks} marks @param {string} line its text @param {boolean} editable */
  show(marks, line, editable) {
    const silent = marks.silent && say(`write.silent-${marks.silent}`);
    this.#hear.disabled = !isSpoken(marks);
    const notes = marks.problems.map((problem) => this.#problem(problem, editable));
    // A part that may be scrolled must be within reach of the keyboard.
    const about = notes.length
      ? { class: 'messages', tabIndex: 0, role: 'group', 'aria-label': say('write.about-line') }
      : { class: 'messages' };
    const part = marks.kind === 'include' ? /\((?:\.\/)?((?:parts\/)?[^/()]+)\.md\)/i.exec(line)?.[1] : undefined;
    const open = part && h('p', {}, h('a', { href: roomOf(decoded(part)) }, say('write.open-part')));
    const drawn = h('div', about, notes, open, silent && h('p', { class: 'quiet' }, silent));
    this.#notes.replaceWith(drawn);
    this.#notes = drawn;
    const words = [...marks.problems.map((each) => each.message), silent].filter(Boolean).join(' ');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#says.textContent !== words) this.#says.textContent = words;
    }, PAUSE);
  }

  /** @param {import('./script-text.js').Problem} problem @param {boolean} editable */
  #problem(problem, editable) {
    const wrong = problem.severity === 'error';
    const mend = () => this.dispatchEvent(new CustomEvent('mend', { detail: problem }));
    return h('p', { class: wrong ? 'wrong' : 'doubtful' },
      h('strong', {}, say(wrong ? 'write.error' : 'write.doubt')), ` ${problem.message}`,
      problem.suggestion !== null && editable
        && h('button', { type: 'button', onClick: mend }, say('write.mend', { words: problem.suggestion || '…' })));
  }
}

customElements.define('coach-line-notes', CoachLineNotes);
