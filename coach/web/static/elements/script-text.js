/** The text of a script: a plain text area, and behind it our own picture of the same text, with marks. */

import { h, show } from '../lib/dom.js';
import { changedLines, continued, follow, indexOf, moved, placeOf, startOf } from '../lib/text.js';
import { UndoHistory } from '../lib/undo.js';
import { say } from '../lib/words.js';
import { drawLine } from './marked-line.js';

/**
 * @typedef {{line: number, column: number, end_line: number, end_column: number, severity: 'error' | 'doubt' | 'overrun',
 *   code: string, message: string, suggestion: string | null, included: boolean}} Problem
 * @typedef {{kind: string, problems: Problem[], silent: string, guess: string}} LineMarks of one line
 */

/** @returns {LineMarks} */
const noMarks = () => ({ kind: '', problems: [], silent: '', guess: '' });

/**
 * `<coach-script-text>`.
 *
 * Its picture has a row for each line, with the same letters in the same places as the text area above it, whose own
 * letters cannot be seen. Rows have one height, so both break long lines at the same words.
 *
 * @fires edit when the text was changed, by the person or by the page
 * @fires line when the caret is on another line
 */
export class CoachScriptText extends HTMLElement {
  #area = h('textarea', {
    class: 'letters', spellcheck: false, autocapitalize: 'sentences', autocomplete: 'off', wrap: 'soft', rows: 1,
    'aria-label': say('write.text'),
  });
  #picture = h('div', { class: 'letters picture', 'aria-hidden': 'true' });
  #edits = new UndoHistory();
  /** @type {string[]} */
  #lines = [''];
  /** @type {LineMarks[]} */
  #marks = [noMarks()];
  /** @type {import('../lib/undo.js').State} */
  #before = { text: '', start: 0, end: 0 };
  /** The line that the caret was on when that was last told. */
  #line = 1;
  #heard = 0;

  constructor() {
    super();
    this.#area.addEventListener('beforeinput', (event) => this.#aboutToChange(event));
    this.#area.addEventListener('input', (event) => this.#changed(/** @type {InputEvent} */ (event).inputType));
    this.#area.addEventListener('keydown', (event) => this.#keyed(event));
    for (const name of ['keyup', 'pointerup', 'focus']) this.#area.addEventListener(name, () => this.#caretMoved());
    this.#area.addEventListener('select', () => this.#caretMoved());
  }

  connectedCallback() {
    if (!this.#area.isConnected) show(this, h('div', { class: 'sheet' }, this.#picture, this.#area));
    this.#draw({ from: 0, removed: this.#picture.childElementCount, added: this.#lines.length });
  }

  /** The text. Setting it forgets what could be undone; `replace` does not. */
  get value() {
    return this.#area.value;
  }

  set value(text) {
    this.#edits = new UndoHistory();
    this.#put({ text, start: 0, end: 0 });
    this.scrollTo(0, 0);
  }

  /** Whether it can only be read. */
  get readOnly() {
    return this.#area.readOnly;
  }

  set readOnly(value) {
    this.#area.readOnly = value;
  }

  /** The line of the caret, from 1. */
  get line() {
    return placeOf(this.#area.value, this.#area.selectionEnd).line;
  }

  get canUndo() {
    return this.#edits.canUndo;
  }

  get canRedo() {
    return this.#edits.canRedo;
  }

  /** What is known of a line, from 1. @param {number} line */
  marksOf(line) {
    return this.#marks[line - 1] ?? noMarks();
  }

  /**
   * Mark what the server found in this very text.
   *
   * @param {string[]} kinds one for each line
   * @param {Problem[]} problems
   * @param {{line: number, kind: string}[]} silent where text begins that is not spoken
   */
  mark(kinds, problems, silent) {
    const marks = this.#lines.map((_, index) => ({ ...noMarks(), kind: kinds[index] ?? '', guess: this.#marks[index]?.guess ?? '' }));
    for (const problem of problems) marks[problem.line - 1]?.problems.push(problem);
    for (const each of silent) {
      const there = marks[each.line - 1];
      if (there) there.silent = each.kind;
    }
    const before = this.#marks;
    this.#marks = marks;
    marks.forEach((each, index) => {
      if (JSON.stringify(each) !== JSON.stringify(before[index])) this.#drawRow(index);
    });
  }

  /** Mark the lines that hold guesses of an import. @param {ReadonlyMap<number, string>} guesses kinds by line */
  markGuesses(guesses) {
    this.#marks.forEach((marks, index) => {
      const guess = guesses.get(index + 1) ?? '';
      if (guess === marks.guess) return;
      marks.guess = guess;
      this.#drawRow(index);
    });
  }

  /** Mark the line that is heard; 0: none. @param {number} line */
  markHeard(line) {
    if (line === this.#heard) return;
    this.#picture.children[this.#heard - 1]?.classList.remove('heard');
    this.#picture.children[line - 1]?.classList.add('heard');
    this.#heard = line;
  }

  /**
   * Put the caret on a line, select a part of it, and show it.
   *
   * @param {number} line from 1
   * @param {number} [from] index in it
   * @param {number} [to]
   */
  goTo(line, from = 0, to = from) {
    const start = startOf(this.#lines, line);
    this.#area.focus({ preventScroll: true });
    this.#area.setSelectionRange(start + from, start + to);
    this.#show(line);
    this.#caretMoved();
  }

  /**
   * Replace a part of the text, as one step that can be undone.
   *
   * @param {number} start offset
   * @param {number} end
   * @param {string} text
   * @param {boolean} [select] select what was written, instead of putting the caret behind it
   */
  replace(start, end, text, select = false) {
    const { value } = this.#area;
    const after = start + text.length;
    const state = { text: value.slice(0, start) + text + value.slice(end), start: select ? start : after, end: after };
    this.#edits.record(this.#state(), state, '', performance.now());
    this.#put(state);
  }

  /** Replace a line's characters from index to index. @param {number} line @param {number} from @param {number} to @param {string} text */
  replaceInLine(line, from, to, text) {
    const start = startOf(this.#lines, line);
    this.replace(start + from, start + to, text);
  }

  /** Write what a problem suggests in its place. @param {Problem} problem */
  mend(problem) {
    if (problem.suggestion === null) return;
    const start = this.#offset(problem.line, problem.column);
    this.replace(start, this.#offset(problem.end_line, problem.end_column), problem.suggestion);
    this.#area.focus({ preventScroll: true });
  }

  /** Select what a problem is about, and show it. @param {Problem} problem */
  goToProblem(problem) {
    const from = indexOf(this.#lines[problem.line - 1] ?? '', problem.column);
    const end = problem.end_line === problem.line ? indexOf(this.#lines[problem.line - 1] ?? '', problem.end_column) : from;
    this.goTo(problem.line, from, end);
  }

  /**
   * Write a block on lines of its own below the line of the caret; its part between ‹ and › is selected.
   *
   * @param {string} block
   */
  insert(block) {
    const { line } = this;
    const here = this.#lines[line - 1] ?? '';
    const end = startOf(this.#lines, line) + here.length;
    const [before = '', chosen = '', after = ''] = block.split(/[‹›]/);
    const lead = here.trim() ? (/^[#>[]/.test(block.trimStart()) && !block.startsWith(' ') ? '\n\n' : '\n') : '';
    this.replace(here.trim() ? end : end - here.length, end, lead + before + chosen + after);
    const start = (here.trim() ? end : end - here.length) + lead.length + before.length;
    this.#area.focus({ preventScroll: true });
    this.#area.setSelectionRange(start, start + chosen.length);
    this.#caretMoved();
    this.#show(this.line);
  }

  undo() {
    this.#step(this.#edits.undo(this.#area.value));
  }

  redo() {
    this.#step(this.#edits.redo(this.#area.value));
  }

  /** Put the focus into the text. @override */
  focus() {
    this.#area.focus();
  }

  /** @param {import('../lib/undo.js').State | null} state */
  #step(state) {
    if (!state || this.#area.readOnly) return;
    this.#put(state);
    this.#show(this.line);
  }

  /** @param {number} line @param {number} column */
  #offset(line, column) {
    return startOf(this.#lines, line) + indexOf(this.#lines[line - 1] ?? '', column);
  }

  #state() {
    return { text: this.#area.value, start: this.#area.selectionStart, end: this.#area.selectionEnd };
  }

  /** Show another text. @param {import('../lib/undo.js').State} state */
  #put(state) {
    this.#area.value = state.text;
    this.#area.setSelectionRange(state.start, state.end);
    this.#before = this.#state();
    this.#follow();
    this.dispatchEvent(new Event('edit')); // before the caret's line, which is one of the new text
    this.#caretMoved();
  }

  /** @param {InputEvent} event */
  #aboutToChange(event) {
    if (event.inputType === 'historyUndo' || event.inputType === 'historyRedo') {
      event.preventDefault(); // the browser knows nothing of what the page changed
      if (event.inputType === 'historyUndo') this.undo();
      else this.redo();
      return;
    }
    this.#before = this.#state();
  }

  /** @param {string} kind */
  #changed(kind) {
    this.#edits.record(this.#before, this.#state(), kind, performance.now());
    this.#before = this.#state();
    this.#follow();
    this.dispatchEvent(new Event('edit')); // before the caret's line, which is one of the new text
    this.#caretMoved();
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (command && !event.altKey && (key === 'z' || key === 'y')) {
      event.preventDefault();
      if (key === 'y' || event.shiftKey) this.redo();
      else this.undo();
    } else if (event.key === 'Enter' && !command && !event.shiftKey && !event.isComposing) {
      this.#newLine(event);
    }
  }

  /** Go on with a list or a quote on the next line. @param {KeyboardEvent} event */
  #newLine(event) {
    const { selectionStart: start, selectionEnd: end, value, readOnly } = this.#area;
    const here = value.slice(value.lastIndexOf('\n', start - 1) + 1, start);
    const rest = value.slice(end).split('\n', 1)[0] ?? '';
    const { next, end: gone } = continued(here);
    if (readOnly || rest.trim() || start !== end || (!next && !gone)) return;
    event.preventDefault();
    this.replace(start - gone, end, gone ? '' : `\n${next}`);
    this.#show(this.line);
  }

  #caretMoved() {
    const { line } = this;
    if (line === this.#line) return;
    this.#picture.children[this.#line - 1]?.classList.remove('here');
    this.#picture.children[line - 1]?.classList.add('here');
    this.#line = line;
    this.dispatchEvent(new Event('line'));
  }

  /** Scroll such that a line can be seen. @param {number} line */
  #show(line) {
    const row = /** @type {HTMLElement | undefined} */ (this.#picture.children[line - 1]);
    if (!row) return;
    const [top, bottom] = [row.offsetTop, row.offsetTop + row.offsetHeight];
    if (top < this.scrollTop + 40 || bottom > this.scrollTop + this.clientHeight - 60) {
      this.scrollTo({ top: Math.max(0, top - this.clientHeight / 3) });
    }
  }

  /** Bring the picture to the state of the text area. */
  #follow() {
    const lines = this.#area.value.split('\n');
    const change = changedLines(this.#lines, lines);
    const marks = follow(this.#marks, change, (above) => ({ ...noMarks(), kind: above?.kind ?? '' }));
    // Until the server has seen them, what it said of changed lines stands no more.
    for (let index = change.from; index < change.from + change.added; index += 1) {
      marks[index] = { ...noMarks(), kind: marks[index]?.kind ?? '', guess: marks[index]?.guess ?? '' };
    }
    for (const [index, each] of marks.entries()) {
      const by = each.problems[0] ? index + 1 - each.problems[0].line : 0;
      if (by) each.problems = each.problems.map((one) => ({ ...one, line: one.line + by, end_line: one.end_line + by }));
    }
    this.#lines = lines;
    this.#marks = marks;
    if (this.#heard) this.#heard = moved(this.#heard, change);
    this.#draw(change);
  }

  /** @param {import('../lib/text.js').LineChange} change */
  #draw({ from, removed, added }) {
    const rows = this.#picture.children;
    for (let count = removed; count > added; count -= 1) rows[from]?.remove();
    const beyond = rows[from + Math.min(removed, added)] ?? null;
    for (let count = removed; count < added; count += 1) this.#picture.insertBefore(h('div', { class: 'text-line' }), beyond);
    for (let index = from; index < from + added; index += 1) this.#drawRow(index);
    for (const row of this.#picture.querySelectorAll('.here')) row.classList.remove('here');
    this.#picture.children[this.#line - 1]?.classList.add('here');
  }

  /** @param {number} index */
  #drawRow(index) {
    const row = this.#picture.children[index];
    const line = this.#lines[index] ?? '';
    const marks = this.#marks[index] ?? noMarks();
    if (!row) return;
    row.classList.toggle('here', index + 1 === this.#line);
    drawLine(row, line, marks);
  }
}

customElements.define('coach-script-text', CoachScriptText);
