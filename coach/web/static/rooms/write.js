/** The room for writing: the script left, its clock right, as one types. */

import { ask } from '../lib/ask.js';
import { post } from '../lib/api.js';
import { h, show, useStyle } from '../lib/dom.js';
import { draftOf } from '../lib/drafts.js';
import { live } from '../lib/live.js';
import { Preview } from '../lib/preview.js';
import { makeMine, openScript, restore, roomOf, ScriptFile, spoken } from '../lib/script-file.js';
import { changedLines } from '../lib/text.js';
import { say } from '../lib/words.js';
import { CoachGuessList } from '../elements/guess-list.js';
import { CoachLineNotes, isSpoken } from '../elements/line-notes.js';
import { CoachScriptClock } from '../elements/script-clock.js';
import { CoachScriptText } from '../elements/script-text.js';
import { CoachWriteBar } from '../elements/write-bar.js';
import { CoachWriteStart } from '../elements/write-start.js';

await useStyle(import.meta.url, '../css/write.css');

/** @typedef {import('../elements/script-text.js').Problem} Problem */
/** @typedef {import('../elements/guess-list.js').Guess} Guess */
/** @typedef {{title: string | null, problems: Problem[], unspoken: {line: number, kind: string}[], kinds: string[], clock: import('../elements/script-clock.js').Clock | null}} Analysis */

/** How long after a key a draft is kept on this device, in milliseconds. */
const KEEP = 400;
/** Bytes of a document that can be imported. */
const MOST = 20 * 1024 * 1024;
/** The height below which what is not needed while typing steps aside: a keyboard covers half of a phone. */
const CRAMPED = 480;

/** Whether there is room for one pane only. */
const narrow = () => matchMedia('(max-width: 899px)').matches;

/** `<coach-write about="NAME">`; without a name it is where writing begins. */
export class CoachWrite extends HTMLElement {
  #bar = new CoachWriteBar();
  #text = new CoachScriptText();
  #clock = new CoachScriptClock();
  #guesses = new CoachGuessList();
  #notes = new CoachLineNotes();
  #preview = new Preview();
  #notice = h('div', { class: 'notices' });
  #summary = h('p', { class: 'summary', role: 'status' });
  #hearHere = h('button', { class: 'hear-line', type: 'button', 'aria-label': say('write.hear-line'), onClick: () => this.#hearLine() }, say('write.hear-short'));
  #play = h('button', { class: 'main play', type: 'button', onClick: () => this.#playOrStop() });
  #tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': say('write.parts') });
  #side = h('section', { class: 'side', 'aria-label': say('write.tab-clock') });
  #tab = 'script';
  /** @type {ScriptFile | null} */
  #file = null;
  /** @type {Analysis | null} */
  #analysis = null;
  #asking = false;
  #again = false;
  #keeping = 0;
  #lines = [''];
  #away = new AbortController();

  connectedCallback() {
    this.#away = new AbortController();
    this.#listen(this.#away.signal);
    const name = this.getAttribute('about') ?? '';
    if (name) void this.#open(name);
    else this.#start();
    this.#fit();
  }

  disconnectedCallback() {
    this.#away.abort();
    clearTimeout(this.#keeping);
    this.#file?.keep(this.#text.value);
    this.#preview.close();
  }

  get #dirty() {
    return this.#file?.differs(this.#text.value) ?? false;
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    /** @param {EventTarget} target @param {string} name @param {(detail: any) => unknown} work */
    const on = (target, name, work) =>
      target.addEventListener(name, (event) => void this.#try(async () => { await work(/** @type {CustomEvent} */ (event).detail); }), { signal });
    on(this.#text, 'edit', () => this.#edited());
    on(this.#text, 'line', () => this.#lineChanged());
    on(this.#clock, 'go', (line) => this.#go(line));
    on(this.#clock, 'hear', (part) => this.#hear(part));
    on(this.#guesses, 'accept', (guess) => this.#accepted(guess));
    on(this.#guesses, 'change', (guess) => this.#toChange(guess));
    on(this.#notes, 'mend', (problem) => this.#text.mend(problem));
    on(this.#notes, 'hear', () => this.#hearLine());
    on(this.#bar, 'do', (command) => this.#do(command));
    on(this.#bar, 'put', (block) => this.#text.insert(block));
    on(this.#preview, 'heard', () => this.#sounds());
    on(live, 'changed', (part) => part === 'routines' && this.#lookAgain());
    on(window, 'focus', () => this.#lookAgain());
    addEventListener('beforeunload', (event) => this.#dirty && event.preventDefault(), { signal });
    visualViewport?.addEventListener('resize', () => this.#fit(), { signal });
    document.addEventListener('click', (event) => this.#link(event), { signal, capture: true });
    document.addEventListener('keydown', (event) => this.#keyed(event), { signal });
    for (const name of ['dragover', 'drop', 'dragleave']) {
      this.addEventListener(name, (event) => this.#dragged(/** @type {DragEvent} */ (event)), { signal });
    }
  }

  // What is shown

  #start() {
    this.#file?.keep(this.#text.value);
    this.#file = null;
    const start = new CoachWriteStart();
    start.addEventListener('begin', (event) => {
      const { title, text, key } = /** @type {CustomEvent<{title: string, text: string, key?: string}>} */ (event).detail;
      this.#edit(new ScriptFile({ name: '', text, version: '', own: true }, title, '', key), text);
      this.#text.focus();
    });
    start.addEventListener('file', (event) => this.#import(/** @type {CustomEvent<File>} */ (event).detail));
    start.addEventListener('trouble', (event) => this.#tell(/** @type {CustomEvent<string>} */ (event).detail, true));
    this.classList.add('starting');
    show(this, this.#notice, start);
  }

  /** @param {string} name */
  async #open(name) {
    try {
      const opened = await openScript(name);
      const draft = opened.own ? draftOf(name) : null;
      if (draft && draft.text !== opened.text) {
        const saved = opened.version === draft.version ? opened.text : undefined;
        this.#edit(new ScriptFile({ ...opened, ...draft, name }, spoken(name), saved), draft.text);
        this.#tell(say('write.unsaved-back'), false, [say('write.take-saved'), () => this.#take(opened)]);
      } else {
        this.#edit(new ScriptFile(opened, spoken(name)), opened.text);
        if (opened.encoding) this.#tell(say('write.encoding', { encoding: opened.encoding }));
      }
      if (matchMedia('(hover: hover)').matches && !narrow()) this.#text.focus();
    } catch (error) {
      this.#start();
      this.#tell(/** @type {Error} */ (error).message, true);
    }
  }

  /** Show a script to write on. @param {ScriptFile} file @param {string} text */
  #edit(file, text) {
    this.#file = file;
    this.#analysis = null;
    file.addEventListener('stored', () => {
      file.keep(this.#text.value);
      this.#drawState();
    });
    this.classList.remove('starting');
    show(this,
      this.#bar, this.#notice, this.#tabs,
      h('div', { class: 'panes' },
        h('section', { class: 'script', 'aria-label': say('write.tab-script') }, this.#text, this.#notes),
        this.#side),
      h('footer', {}, this.#summary, this.#hearHere, this.#play));
    show(this.#side, this.#clock, this.#guesses);
    this.#text.readOnly = !file.own;
    this.#drawTabs();
    this.#drawPlay();
    this.#lines = text.split('\n');
    this.#text.value = text;
    this.#lineChanged();
  }

  #drawTabs() {
    const names = ['script', 'clock', ...(this.#guesses.guesses.length ? ['guesses'] : [])];
    if (!names.includes(this.#tab)) this.#tab = 'script';
    this.dataset['tab'] = this.#tab;
    this.classList.toggle('guessing', names.includes('guesses'));
    this.#side.setAttribute('aria-label', say(this.#tab === 'guesses' ? 'write.tab-guesses' : 'write.tab-clock'));
    show(this.#tabs, names.map((name) => h('button', {
      type: 'button', role: 'tab', class: `to-${name}`, 'aria-selected': String(name === this.#tab), tabIndex: name === this.#tab ? 0 : -1,
      onClick: () => this.#choose(name),
    }, name === 'guesses' ? say('write.tab-guesses-n', { n: this.#guesses.guesses.length }) : say(`write.tab-${name}`))));
    this.#tabs.onkeydown = (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      this.#choose(names[(names.indexOf(this.#tab) + by + names.length) % names.length] ?? 'script');
      /** @type {HTMLElement | null} */ (this.#tabs.querySelector('[aria-selected=true]'))?.focus();
    };
  }

  /** @param {string} tab */
  #choose(tab) {
    this.#tab = tab;
    this.#drawTabs();
  }

  #fit() {
    const height = visualViewport?.height ?? innerHeight;
    this.classList.toggle('cramped', height < CRAMPED);
    document.body.style.setProperty('--seen', `${Math.round(height)}px`);
  }

  #drawState() {
    if (!this.#file) return;
    const { own, name, title } = this.#file;
    const { canUndo, canRedo } = this.#text;
    this.#bar.show({ title: this.#analysis?.title ?? title, own, name, unsaved: this.#dirty, canUndo, canRedo });
  }

  #drawSummary() {
    const { problems = [], unspoken = [] } = this.#analysis ?? {};
    const errors = problems.filter((each) => each.severity === 'error').length;
    const parts = [
      errors && say('write.errors', { n: errors }),
      problems.length - errors && say('write.doubts', { n: problems.length - errors }),
      unspoken.length && say('write.unspoken', { n: unspoken.length }),
    ].filter(Boolean);
    const words = parts.join(' · ') || say('write.all-well');
    if (this.#summary.dataset['words'] === words) return;
    this.#summary.dataset['words'] = words;
    this.#summary.classList.toggle('wrong', errors > 0);
    show(this.#summary, parts.length
      ? h('button', { type: 'button', class: 'next', title: say('write.next-problem'), onClick: () => this.#nextProblem(1) }, words)
      : words);
  }

  #drawNotes() {
    const marks = this.#text.marksOf(this.#text.line);
    this.#notes.show(marks, this.#lines[this.#text.line - 1] ?? '', this.#file?.own ?? false);
    this.#hearHere.disabled = !isSpoken(marks);
  }

  /** @param {string} sentence @param {boolean} [trouble] @param {[string, () => unknown]} [action] */
  #tell(sentence, trouble = false, action) {
    const close = () => show(this.#notice);
    show(this.#notice, h('div', { class: trouble ? 'notice trouble' : 'notice', role: trouble ? 'alert' : 'status' },
      h('span', {}, sentence),
      action && h('button', { type: 'button', onClick: () => { close(); void this.#try(async () => { await action[1](); }); } }, action[0]),
      h('button', { type: 'button', class: 'icon', 'aria-label': say('write.close'), onClick: close }, '×')));
  }

  /** @param {() => Promise<unknown>} work */
  async #try(work) {
    try {
      await work();
    } catch (error) {
      this.#tell(/** @type {Error} */ (error).message, true);
    }
  }

  // Typing

  #edited() {
    const lines = this.#text.value.split('\n');
    if (this.#guesses.guesses.length) {
      this.#guesses.follow(changedLines(this.#lines, lines));
      this.#text.markGuesses(this.#guesses.lines);
    }
    this.#lines = lines;
    this.#drawState();
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#file?.keep(this.#text.value), KEEP);
    return this.#analyse();
  }

  /** Ask what is known of the text: one question at a time, the latest text next. */
  async #analyse() {
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    const text = this.#text.value;
    try {
      /** @type {Analysis} */
      const analysis = await post('api/write/analysis', { name: this.#file?.name ?? '', text });
      if (text === this.#text.value) this.#show(analysis);
    } finally {
      this.#asking = false;
      if (this.#again && this.#file) void this.#try(() => this.#analyse());
    }
  }

  /** @param {Analysis} analysis */
  #show(analysis) {
    this.#analysis = analysis;
    this.#text.mark(analysis.kinds, analysis.problems, analysis.unspoken);
    if (analysis.clock) {
      this.#clock.show(analysis.clock);
      this.#bar.clock = analysis.clock;
    }
    this.#side.classList.toggle('stale', !analysis.clock);
    this.#drawSummary();
    this.#drawState();
    this.#lineChanged();
    performance.mark('coach-write-shown');
  }

  #lineChanged() {
    this.#clock.line = this.#text.line;
    this.#drawNotes();
  }

  /** @param {number} line */
  #go(line) {
    if (narrow()) this.#choose('script');
    this.#text.goTo(line);
  }

  /** @param {1 | -1} by */
  #nextProblem(by) {
    const { problems = [], unspoken = [] } = this.#analysis ?? {};
    const lines = [...new Set([...problems, ...unspoken].map((each) => each.line))].sort((a, b) => (a - b) * by);
    const line = lines.find((each) => (each - this.#text.line) * by > 0) ?? lines[0];
    if (line === undefined) return;
    if (narrow()) this.#choose('script');
    const problem = problems.find((each) => each.line === line);
    if (problem) this.#text.goToProblem(problem);
    else this.#text.goTo(line);
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    if (!this.#file || document.querySelector('dialog[open]')) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (command && event.key.toLowerCase() === 's') {
      event.preventDefault();
      void this.#try(() => this.#save());
    } else if (command && event.key === 'Enter') {
      event.preventDefault();
      void this.#hearLine();
    } else if (event.key === 'F8') {
      event.preventDefault();
      this.#nextProblem(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && !this.#bar.close()) {
      void this.#try(() => this.#preview.stop());
    }
  }

  // Hearing

  #hearLine() {
    return this.#hear({ extent: 'line', line: this.#text.line });
  }

  #playOrStop() {
    return this.#preview.silent ? this.#hear({ extent: 'onwards', line: this.#text.line }) : this.#try(() => this.#preview.stop());
  }

  /** @param {import('../lib/preview.js').Part} part */
  #hear(part) {
    return this.#try(() => this.#preview.play(this.#file?.name ?? '', this.#text.value, part));
  }

  #sounds() {
    const { line, trouble } = this.#preview.heard;
    this.#drawPlay();
    this.#text.markHeard(line ?? 0);
    this.#clock.heard = line ?? 0;
    if (trouble) this.#tell(trouble, true);
  }

  #drawPlay() {
    const { state } = this.#preview.heard;
    const words = say(state === 'silent' ? 'write.play' : state === 'voicing' ? 'write.voicing' : 'write.stop');
    this.#play.classList.toggle('sounding', state !== 'silent');
    if (this.#play.getAttribute('aria-label') === words) return;
    this.#play.setAttribute('aria-label', words);
    show(this.#play, h('span', { class: 'wide' }, words), h('span', { class: 'short' }, say(state === 'silent' ? 'write.play-short' : 'write.stop')));
  }

  // The file

  /** @param {string} command of the bar */
  async #do(command) {
    if (!this.#file) return;
    if (command === 'undo') this.#text.undo();
    else if (command === 'redo') this.#text.redo();
    else if (command === 'save') await this.#save();
    else if (command === 'save-as') await this.#file.saveAs(this.#text.value, this.#analysis?.title ?? this.#file.title);
    else if (command === 'hear-area') await this.#hear({ extent: 'area', line: this.#text.line });
    else if (command === 'rename' && (await this.#file.rename())) this.#tell(say('write.renamed', { name: this.#file.name }));
    else if (command === 'delete') await this.#delete();
    else if (command === 'prepare') this.#leave(() => { location.hash = `#/prepare/${encodeURIComponent(this.#file?.name ?? '')}`; });
    else if (command === 'list') this.#toList();
    else if (command === 'mine') await this.#makeMine();
  }

  async #save() {
    if (!this.#file || !this.#dirty) return;
    const theirs = await this.#file.save(this.#text.value);
    if (theirs !== null) this.#replaceAll(theirs);
  }

  /** Show what is saved in place of what is shown. @param {{text: string, version: string}} saved */
  #take({ text, version }) {
    this.#file?.take(text, version);
    this.#replaceAll(text);
  }

  /** Show another text; undo brings the old one back. @param {string} text */
  #replaceAll(text) {
    this.#text.replace(0, this.#text.value.length, text);
    this.#text.goTo(1);
    this.#file?.keep(text);
  }

  async #delete() {
    const kept = await this.#file?.delete();
    if (!kept) return;
    history.replaceState(null, '', roomOf());
    this.#start();
    this.#tell(say('write.was-deleted'), false, [say('write.undo'), async () => { location.hash = roomOf(await restore(kept)); }]);
  }

  async #makeMine() {
    await this.#open(await makeMine(this.#file?.name ?? ''));
    this.#tell(say('write.is-mine'));
  }

  /** When others may have changed it: did they? */
  async #lookAgain() {
    if (!this.#file || document.querySelector('dialog[open]')) return;
    const there = await this.#file.newer().catch(() => undefined); // it will be said when it is saved
    if (!there) return;
    if (this.#dirty) this.#tell(say('write.changed'));
    else this.#take(there);
  }

  // Leaving

  /** A link out of the room, while something is not saved. @param {Event} event */
  #link(event) {
    const link = /** @type {Element} */ (event.target).closest?.('a[href]');
    if (!link || !this.#file || link.getAttribute('download') !== null) return;
    const { href } = /** @type {HTMLAnchorElement} */ (link);
    const here = href === location.href; // a draft without a name has the address of the list
    if (!this.#dirty && !here) return;
    event.preventDefault();
    event.stopPropagation();
    this.#leave(here ? () => this.#start() : () => { location.href = href; });
  }

  #toList() {
    this.#leave(() => (this.#file?.version ? void (location.hash = roomOf()) : this.#start()));
  }

  /** Go on to something else; ask first if something is not saved. @param {() => unknown} go */
  #leave(go) {
    void this.#try(async () => {
      const { choice } = !this.#dirty ? { choice: 'go' } : await ask({
        title: say('write.leave'), text: say('write.leave-about'),
        choices: [
          { value: 'save', label: say('write.save-and-go'), main: true }, { value: 'go', label: say('write.go') },
          { value: '', label: say('write.stay') },
        ],
      });
      if (choice === 'save') await this.#save();
      if (choice === 'go' || (choice === 'save' && !this.#dirty)) await go();
    });
  }

  // Importing

  /** @param {DragEvent} event */
  #dragged(event) {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.classList.toggle('dropping', event.type === 'dragover');
    const file = event.type === 'drop' ? event.dataTransfer.files[0] : undefined;
    if (file) this.#leave(() => this.#import(file));
  }

  /** @param {File} file */
  #import(file) {
    return this.#try(async () => {
      if (file.size > MOST) throw new Error(say('write.too-large'));
      this.#tell(say('write.importing', { file: file.name }));
      /** @type {{title: string, text: string, summary: string[], guesses: Guess[]}} */
      const { title, text, summary, guesses } = await post(`api/write/import?file=${encodeURIComponent(file.name)}`, file);
      this.#file?.keep(this.#text.value);
      history.replaceState(null, '', roomOf());
      this.#guesses.summary = summary[0] ?? '';
      this.#guesses.guesses = guesses;
      this.#tab = 'guesses';
      this.#edit(new ScriptFile({ name: '', text, version: '', own: true }, title), text);
      this.#text.markGuesses(this.#guesses.lines);
      this.#tell(say('write.imported'));
    });
  }

  /** A guess was accepted: the remark that it is one goes. @param {Guess} guess */
  #accepted({ line, kind }) {
    const words = this.#lines[line - 1] ?? '';
    const remark = kind === 'time' ? /\s*<!-- chosen: .*?-->/.exec(words) : null;
    if (remark) this.#text.replaceInLine(line, remark.index, remark.index + remark[0].length, '');
    else this.#text.markGuesses(this.#guesses.lines);
    this.#drawTabs();
  }

  /** Select what a guess wrote. @param {Guess} guess */
  #toChange({ line, kind }) {
    const bracket = kind === 'time' || kind === 'sides' || kind === 'wait';
    const value = kind === 'title' || kind === 'listener' || kind === 'position';
    const what = bracket ? /\([^()]*\)(?=\s*(?:<!--.*)?$)/ : value ? /(?<=:\s*)\S.*$/ : /\S.*$/;
    const found = what.exec(this.#lines[line - 1] ?? '');
    if (narrow()) this.#choose('script');
    this.#text.goTo(line, found?.index ?? 0, (found?.index ?? 0) + (found?.[0].length ?? 0));
  }
}

customElements.define('coach-write', CoachWrite);
