/** A script to write on: its text, its clock beside it, and after an import the guesses to look at. */

import { nextProblem } from '../lib/analysis.js';
import { h, show } from '../lib/dom.js';
import { remarkOf, writtenBy } from '../lib/guesses.js';
import { changedLines } from '../lib/text.js';
import { say } from '../lib/words.js';
import { CoachGuessList } from './guess-list.js';
import { CoachLineNotes, isSpoken } from './line-notes.js';
import { CoachScriptClock } from './script-clock.js';
import { CoachScriptText } from './script-text.js';
import { CoachTabs } from './tabs.js';

/** @typedef {import('../lib/analysis.js').Analysis} Analysis */
/** @typedef {import('../lib/guesses.js').Guess} Guess */

/** Whether there is room for one pane only. */
export const narrow = () => matchMedia('(max-width: 899px)').matches;

/**
 * `<coach-script-panes>`; `open` is given the text, and `show` what is known of it. Where there is room for one pane
 * only, tabs choose it.
 *
 * @fires edit when the text was changed
 * @fires line when the caret is on another line, or more is known of its line
 * @fires hear when something is to be heard; `detail` is the part, as in lib/preview.js
 */
export class CoachScriptPanes extends HTMLElement {
  #tabs = new CoachTabs();
  #text = new CoachScriptText();
  #notes = new CoachLineNotes();
  #clock = new CoachScriptClock();
  #guesses = new CoachGuessList();
  #side = h('section', { class: 'side' }, this.#clock, this.#guesses);
  #tab = 'script';
  #lines = [''];
  /** @type {Analysis | null} */
  #analysis = null;

  constructor() {
    super();
    this.#tabs.setAttribute('aria-label', say('write.parts'));
    /** @param {EventTarget} target @param {string} name @param {(detail: any) => unknown} work */
    const on = (target, name, work) => target.addEventListener(name, (event) => work(/** @type {CustomEvent} */ (event).detail));
    on(this.#tabs, 'choose', (tab) => this.#choose(tab));
    on(this.#text, 'edit', () => this.#edited());
    on(this.#text, 'line', () => this.#lineChanged());
    on(this.#notes, 'mend', (problem) => this.#text.mend(problem));
    on(this.#notes, 'hear', () => this.#tell('hear', { extent: 'line', line: this.line }));
    on(this.#clock, 'go', (line) => this.#go(() => this.#text.goTo(line)));
    on(this.#clock, 'hear', (part) => this.#tell('hear', part));
    on(this.#guesses, 'accept', (guess) => this.#accepted(guess));
    on(this.#guesses, 'change', (guess) => this.#toChange(guess));
  }

  connectedCallback() {
    if (this.firstChild) return;
    show(this,
      this.#tabs,
      h('div', { class: 'panes' },
        h('section', { class: 'script', 'aria-label': say('write.tab-script') }, this.#text, this.#notes),
        this.#side));
  }

  /**
   * Show a script.
   *
   * @param {string} text
   * @param {boolean} editable
   * @param {{summary: string, guesses: Guess[]}} [found] by an import
   */
  open(text, editable, { summary, guesses } = { summary: '', guesses: [] }) {
    this.#analysis = null;
    this.#guesses.summary = summary;
    this.#guesses.guesses = guesses;
    if (guesses.length) this.#tab = 'guesses';
    this.#drawTabs();
    this.#lines = text.split('\n');
    this.#text.readOnly = !editable;
    this.#text.value = text;
    this.#text.markGuesses(this.#guesses.lines);
    this.#lineChanged();
  }

  /** Show what is known of this very text. @param {Analysis} analysis */
  show(analysis) {
    this.#analysis = analysis;
    this.#text.mark(analysis.kinds, analysis.problems, analysis.unspoken);
    if (analysis.clock) this.#clock.show(analysis.clock);
    this.#side.classList.toggle('stale', !analysis.clock);
    this.#lineChanged();
  }

  get text() {
    return this.#text.value;
  }

  /** The line of the caret, from 1. */
  get line() {
    return this.#text.line;
  }

  /** Whether that line is spoken. */
  get spoken() {
    return isSpoken(this.#text.marksOf(this.line));
  }

  get canUndo() {
    return this.#text.canUndo;
  }

  get canRedo() {
    return this.#text.canRedo;
  }

  /** The line that is heard; 0: none. @param {number} line */
  set heard(line) {
    this.#text.markHeard(line);
    this.#clock.heard = line;
  }

  /** Go on writing where the caret is. @override */
  focus() {
    this.#text.focus();
  }

  undo() {
    this.#text.undo();
  }

  redo() {
    this.#text.redo();
  }

  /** Put a block in at the caret. @param {string} block */
  insert(block) {
    this.#text.insert(block);
  }

  /** Show another text; undo brings the old one back. @param {string} text */
  replace(text) {
    this.#text.replace(0, this.#text.value.length, text);
    this.#text.goTo(1);
  }

  /** Go to the next line with something to look at. @param {1 | -1} by forwards or back */
  nextProblem(by) {
    const next = this.#analysis && nextProblem(this.#analysis, this.line, by);
    if (!next) return;
    const { line, problem } = next;
    this.#go(() => (problem ? this.#text.goToProblem(problem) : this.#text.goTo(line)));
  }

  #edited() {
    const lines = this.#text.value.split('\n');
    if (this.#guesses.guesses.length) {
      this.#guesses.follow(changedLines(this.#lines, lines));
      this.#text.markGuesses(this.#guesses.lines);
    }
    this.#lines = lines;
    this.#tell('edit');
  }

  #lineChanged() {
    this.#clock.line = this.line;
    this.#notes.show(this.#text.marksOf(this.line), this.#lines[this.line - 1] ?? '', !this.#text.readOnly);
    this.#tell('line');
  }

  /** Go somewhere in the text, which must be seen for it. @param {() => void} go */
  #go(go) {
    if (narrow()) this.#choose('script');
    go();
  }

  /** A guess was accepted: the remark that it is one goes. @param {Guess} guess */
  #accepted(guess) {
    const remark = remarkOf(guess, this.#lines[guess.line - 1] ?? '');
    if (remark) this.#text.replaceInLine(guess.line, remark.from, remark.to, '');
    else this.#text.markGuesses(this.#guesses.lines);
    this.#drawTabs();
  }

  /** Select what a guess wrote. @param {Guess} guess */
  #toChange(guess) {
    const { from, to } = writtenBy(guess, this.#lines[guess.line - 1] ?? '');
    this.#go(() => this.#text.goTo(guess.line, from, to));
  }

  #drawTabs() {
    const left = this.#guesses.guesses.length;
    const tabs = [
      { name: 'script', words: say('write.tab-script') }, { name: 'clock', words: say('write.tab-clock') },
      ...(left ? [{ name: 'guesses', words: say('write.tab-guesses-n', { n: left }) }] : []),
    ];
    if (!tabs.some(({ name }) => name === this.#tab)) this.#tab = 'script';
    this.dataset['tab'] = this.#tab;
    this.classList.toggle('guessing', left > 0);
    this.#side.setAttribute('aria-label', say(this.#tab === 'guesses' ? 'write.tab-guesses' : 'write.tab-clock'));
    this.#tabs.show(tabs, this.#tab);
  }

  /** @param {string} tab */
  #choose(tab) {
    this.#tab = tab;
    this.#drawTabs();
  }

  /** @param {string} name @param {unknown} [detail] */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('coach-script-panes', CoachScriptPanes);
