/** The room for writing: the script left, its clock right, as one types. */

import { Analyser } from '../lib/analysis.js';
import { acceptDrops, importDocument } from '../lib/document.js';
import { show, useStyle } from '../lib/dom.js';
import { leave, linkOf } from '../lib/leaving.js';
import { live } from '../lib/live.js';
import { Preview } from '../lib/preview.js';
import { makeMine, openFile, restore, roomOf, ScriptFile } from '../lib/script-file.js';
import { say } from '../lib/words.js';
import { commandOf } from '../lib/writing-keys.js';
import { CoachNotices } from '../elements/notices.js';
import { CoachScriptPanes, narrow } from '../elements/script-panes.js';
import { CoachWriteBar } from '../elements/write-bar.js';
import { CoachWriteFoot } from '../elements/write-foot.js';
import { CoachWriteStart } from '../elements/write-start.js';

await useStyle(import.meta.url, '../css/write.css');

/** How long after a key a draft is kept on this device, in milliseconds. */
const KEEP = 400;
/** The height below which what is not needed while typing steps aside: a keyboard covers half of a phone. */
const CRAMPED = 480;

/** `<coach-write about="NAME">`; without a name it is where writing begins. */
export class CoachWrite extends HTMLElement {
  #bar = new CoachWriteBar();
  #notices = new CoachNotices();
  #panes = new CoachScriptPanes();
  #foot = new CoachWriteFoot();
  #preview = new Preview();
  /** @type {ScriptFile | null} */
  #file = null;
  /** What its text says that it is called. @type {string | null} */
  #title = null;
  #analyser = new Analyser(() => this.#file && { name: this.#file.name, text: this.#panes.text });
  #keeping = 0;
  #away = new AbortController();
  /** What the bar, the foot and the keys can do. @type {Record<string, () => unknown>} */
  #commands = {
    undo: () => this.#panes.undo(),
    redo: () => this.#panes.redo(),
    save: () => this.#save(),
    'save-as': () => this.#file?.saveAs(this.#panes.text, this.#title ?? this.#file.title),
    rename: () => this.#rename(),
    delete: () => this.#delete(),
    mine: () => this.#makeMine(),
    prepare: () => this.#leave(() => { location.hash = `#/prepare/${encodeURIComponent(this.#file?.name ?? '')}`; }),
    list: () => this.#leave(() => (this.#file?.version ? void (location.hash = roomOf()) : this.#start())),
    'hear-line': () => this.#hear({ extent: 'line', line: this.#panes.line }),
    'hear-area': () => this.#hear({ extent: 'area', line: this.#panes.line }),
    play: () => (this.#preview.silent ? this.#hear({ extent: 'onwards', line: this.#panes.line }) : this.#preview.stop()),
    'next-problem': () => this.#panes.nextProblem(1),
    'last-problem': () => this.#panes.nextProblem(-1),
    close: () => this.#bar.close() || this.#preview.stop(),
  };

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
    this.#file?.keep(this.#panes.text);
    this.#preview.close();
  }

  get #dirty() {
    return this.#file?.differs(this.#panes.text) ?? false;
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    /** @param {EventTarget} target @param {string} name @param {(detail: any) => unknown} work */
    const on = (target, name, work) =>
      target.addEventListener(name, (event) => void this.#notices.attempt(() => work(/** @type {CustomEvent} */ (event).detail)), { signal });
    on(this.#panes, 'edit', () => this.#edited());
    on(this.#panes, 'line', () => { this.#foot.spoken = this.#panes.spoken; });
    on(this.#panes, 'hear', (part) => this.#hear(part));
    on(this.#bar, 'do', (command) => this.#do(command));
    on(this.#bar, 'put', (block) => this.#panes.insert(block));
    on(this.#foot, 'do', (command) => this.#do(command));
    on(this.#analyser, 'analysed', (analysis) => this.#show(analysis));
    on(this.#analyser, 'refused', (error) => this.#notices.warn(error.message));
    on(this.#preview, 'heard', () => this.#sounds());
    on(live, 'changed', (part) => part === 'routines' && this.#lookAgain());
    on(window, 'focus', () => this.#lookAgain());
    addEventListener('beforeunload', (event) => this.#dirty && event.preventDefault(), { signal });
    visualViewport?.addEventListener('resize', () => this.#fit(), { signal });
    document.addEventListener('click', (event) => this.#link(event), { signal, capture: true });
    document.addEventListener('keydown', (event) => this.#keyed(event), { signal });
    acceptDrops(this, (file) => this.#leave(() => this.#import(file)), signal);
  }

  // What is shown

  #start() {
    this.#file?.keep(this.#panes.text);
    this.#file = null;
    const start = new CoachWriteStart();
    start.addEventListener('begin', (event) => {
      const { title, text, key } = /** @type {CustomEvent<{title: string, text: string, key?: string}>} */ (event).detail;
      this.#edit(new ScriptFile({ name: '', text, version: '', own: true }, title, '', key), text);
      this.#panes.focus();
    });
    start.addEventListener('file', (event) => void this.#notices.attempt(() => this.#import(/** @type {CustomEvent<File>} */ (event).detail)));
    start.addEventListener('trouble', (event) => this.#notices.warn(/** @type {CustomEvent<string>} */ (event).detail));
    this.classList.add('starting');
    show(this, this.#notices, start);
  }

  /** @param {string} name */
  async #open(name) {
    try {
      const { file, text, encoding, saved } = await openFile(name);
      this.#edit(file, text);
      if (saved) this.#notices.tell(say('write.unsaved-back'), [say('write.take-saved'), () => this.#take(saved)]);
      else if (encoding) this.#notices.tell(say('write.encoding', { encoding }));
      if (matchMedia('(hover: hover)').matches && !narrow()) this.#panes.focus();
    } catch (error) {
      this.#start();
      this.#notices.warn(/** @type {Error} */ (error).message);
    }
  }

  /** Show a script to write on. @param {ScriptFile} file @param {string} text @param {import('../lib/document.js').Imported} [imported] */
  #edit(file, text, imported) {
    this.#file = file;
    this.#title = null;
    file.addEventListener('stored', () => {
      file.keep(this.#panes.text);
      this.#drawBar();
    });
    this.classList.remove('starting');
    show(this, this.#bar, this.#notices, this.#panes, this.#foot);
    this.#foot.playing = this.#preview.heard.state;
    this.#panes.open(text, file.own, imported && { summary: imported.summary[0] ?? '', guesses: imported.guesses });
  }

  #fit() {
    const height = visualViewport?.height ?? innerHeight;
    this.classList.toggle('cramped', height < CRAMPED);
    document.body.style.setProperty('--seen', `${Math.round(height)}px`);
  }

  #drawBar() {
    if (!this.#file) return;
    const { own, name, title } = this.#file;
    const { canUndo, canRedo } = this.#panes;
    this.#bar.show({ title: this.#title ?? title, own, name, unsaved: this.#dirty, canUndo, canRedo });
  }

  // Typing

  #edited() {
    this.#drawBar();
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#file?.keep(this.#panes.text), KEEP);
    void this.#analyser.ask();
  }

  /** @param {import('../lib/analysis.js').Analysis} analysis */
  #show(analysis) {
    this.#title = analysis.title;
    this.#panes.show(analysis);
    this.#foot.show(analysis);
    if (analysis.clock) this.#bar.clock = analysis.clock;
    this.#drawBar();
    performance.mark('coach-write-shown');
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    const command = commandOf(event);
    if (!command || !this.#file || document.querySelector('dialog[open]')) return;
    if (command !== 'close') event.preventDefault();
    void this.#notices.attempt(() => this.#do(command));
  }

  /** @param {string} command */
  #do(command) {
    return this.#file && this.#commands[command]?.();
  }

  // Hearing

  /** @param {import('../lib/preview.js').Part} part */
  #hear(part) {
    return this.#preview.play(this.#file?.name ?? '', this.#panes.text, part);
  }

  #sounds() {
    const { state, line, trouble } = this.#preview.heard;
    this.#foot.playing = state;
    this.#panes.heard = line ?? 0;
    if (trouble) this.#notices.warn(trouble);
  }

  // The file

  async #save() {
    if (!this.#file || !this.#dirty) return;
    const theirs = await this.#file.save(this.#panes.text);
    if (theirs !== null) this.#replace(theirs);
  }

  /** Show what is saved in place of what is shown. @param {{text: string, version: string}} saved */
  #take({ text, version }) {
    this.#file?.take(text, version);
    this.#replace(text);
  }

  /** @param {string} text */
  #replace(text) {
    this.#panes.replace(text);
    this.#file?.keep(text);
  }

  async #rename() {
    if (this.#file && (await this.#file.rename())) this.#notices.tell(say('write.renamed', { name: this.#file.name }));
  }

  async #delete() {
    const kept = await this.#file?.delete();
    if (!kept) return;
    history.replaceState(null, '', roomOf());
    this.#start();
    this.#notices.tell(say('write.was-deleted'), [say('write.undo'), async () => { location.hash = roomOf(await restore(kept)); }]);
  }

  async #makeMine() {
    await this.#open(await makeMine(this.#file?.name ?? ''));
    this.#notices.tell(say('write.is-mine'));
  }

  /** When others may have changed it: did they? */
  async #lookAgain() {
    if (!this.#file || document.querySelector('dialog[open]')) return;
    const there = await this.#file.newer().catch(() => undefined); // it will be said when it is saved
    if (!there) return;
    if (this.#dirty) this.#notices.tell(say('write.changed'));
    else this.#take(there);
  }

  /** @param {File} file */
  async #import(file) {
    const reading = importDocument(file);
    this.#notices.tell(say('write.importing', { file: file.name }));
    const imported = await reading;
    const { title, text } = imported;
    this.#file?.keep(this.#panes.text);
    history.replaceState(null, '', roomOf());
    this.#edit(new ScriptFile({ name: '', text, version: '', own: true }, title), text, imported);
    this.#notices.tell(say('write.imported'));
  }

  // Leaving

  /** A link out of the room, while something is not saved. @param {Event} event */
  #link(event) {
    const href = this.#file && linkOf(event);
    if (!href) return;
    const here = href === location.href; // a draft without a name has the address of the list
    if (!this.#dirty && !here) return;
    event.preventDefault();
    event.stopPropagation();
    this.#leave(here ? () => this.#start() : () => { location.href = href; });
  }

  /** Go on to something else; ask first if something is not saved. @param {() => unknown} go */
  #leave(go) {
    void this.#notices.attempt(() => leave({ unsaved: () => this.#dirty, save: () => this.#save() }, go));
  }
}

customElements.define('coach-write', CoachWrite);
