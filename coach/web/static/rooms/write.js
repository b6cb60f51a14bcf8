/** The room for writing: the script left, its clock right, as one types. */

import { ask } from '../lib/ask.js';
import { ApiError, del, get, post, put } from '../lib/api.js';
import { h, show, useStyle } from '../lib/dom.js';
import { draftOf, dropDraft, keepDraft } from '../lib/drafts.js';
import { live } from '../lib/live.js';
import { changedLines } from '../lib/text.js';
import { minutes } from '../lib/time.js';
import { say } from '../lib/words.js';
import { CoachGuessList } from '../elements/guess-list.js';
import { clockTime, CoachScriptClock } from '../elements/script-clock.js';
import { CoachScriptText } from '../elements/script-text.js';
import { CoachWriteStart, spoken } from '../elements/write-start.js';

await useStyle(import.meta.url, '../css/write.css');

/** @typedef {import('../elements/script-text.js').Problem} Problem */
/** @typedef {import('../elements/guess-list.js').Guess} Guess */
/** @typedef {{title: string | null, problems: Problem[], unspoken: {line: number, kind: string}[], kinds: string[], clock: import('../elements/script-clock.js').Clock | null}} Analysis */
/** @typedef {{state: 'silent' | 'voicing' | 'playing', number: number, line: number | null, trouble: string | null}} Heard */

/** How long after a key a draft is kept on this device, and how often is asked what is heard; milliseconds. */
const KEEP = 400;
const LISTEN = 250;

/** Blocks that can be put in, by the name of their words; what stands between ‹ and › is selected then. */
const BLOCKS = /** @type {const} */ ([
  ['step', '- ‹Rest both hands.› (20s)'], ['breaths', '- ‹Lean in on the out-breath.› (4 breaths)'],
  ['client', '  > ‹Slow, deep breaths.›'], ['caution', '> [!CAUTION]\n> ‹Never press on the spine.›\n'],
  ['section', '## ‹Back›\n'], ['sides', '## ‹Hips› (each side)\n'], ['wait', '- ‹Turn over when you are ready.› (wait)'],
]);

/** Whether there is room for one pane only. */
const narrow = () => matchMedia('(max-width: 899px)').matches;

/** `<coach-write about="NAME">`; without a name it is where writing begins. */
export class CoachWrite extends HTMLElement {
  #text = new CoachScriptText();
  #clock = new CoachScriptClock();
  #guesses = new CoachGuessList();
  #title = h('h1', {});
  #state = h('span', { class: 'state', role: 'status' });
  #total = h('p', { class: 'total' });
  #notice = h('div', { class: 'notices' });
  #summary = h('p', { class: 'summary', role: 'status' });
  #strip = h('div', { class: 'strip' });
  #says = h('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  #play = h('button', { class: 'main play', type: 'button', onClick: () => this.#playOrStop() });
  #hearHere = h('button', { class: 'hear-line', type: 'button', 'aria-label': say('write.hear-line'), onClick: () => this.#hearLine() }, say('write.hear-short'));
  #save = h('button', { class: 'save', type: 'button', onClick: () => this.#saveNow() }, say('write.save'));
  #undo = h('button', { class: 'icon', type: 'button', 'aria-label': say('write.undo'), title: say('write.undo'), onClick: () => this.#text.undo() }, '↶');
  #redo = h('button', { class: 'icon', type: 'button', 'aria-label': say('write.redo'), title: say('write.redo'), onClick: () => this.#text.redo() }, '↷');
  #mine = h('button', { class: 'main', type: 'button', hidden: true, onClick: () => this.#makeMine() }, say('write.make-mine'));
  #more = h('details', { class: 'more' });
  #put = h('details', { class: 'more put' });
  #tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': say('write.parts') });
  #side = h('section', { class: 'side', 'aria-label': say('write.tab-clock') });
  #tab = 'script';

  #name = '';
  #version = '';
  #newTitle = '';
  #own = true;
  /** What is saved. */
  #saved = '';
  #leaving = false;
  /** @type {Analysis | null} */
  #analysis = null;
  #asking = false;
  #again = false;
  /** @type {Heard} */
  #heard = { state: 'silent', number: 0, line: null, trouble: null };
  #listening = 0;
  #keeping = 0;
  #saying = 0;
  #away = new AbortController();
  /** @type {string[]} */
  #lines = [''];

  connectedCallback() {
    this.#away = new AbortController();
    const { signal } = this.#away;
    addEventListener('beforeunload', (event) => this.#dirty && event.preventDefault(), { signal });
    addEventListener('focus', () => this.#lookAgain(), { signal });
    live.addEventListener('changed', (event) => {
      if (/** @type {CustomEvent} */ (event).detail === 'routines') void this.#lookAgain();
    }, { signal });
    document.addEventListener('pointerdown', (event) => {
      for (const menu of [this.#more, this.#put]) {
        if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
      }
    }, { signal });
    document.addEventListener('click', (event) => this.#link(event), { signal, capture: true });
    document.addEventListener('keydown', (event) => this.#keyed(event), { signal });
    for (const name of ['dragover', 'drop', 'dragleave']) {
      this.addEventListener(name, (event) => this.#dragged(/** @type {DragEvent} */ (event)), { signal });
    }
    this.#text.addEventListener('edit', () => this.#edited(), { signal });
    this.#text.addEventListener('line', () => this.#lineChanged(), { signal });
    this.#clock.addEventListener('go', (event) => this.#go(/** @type {CustomEvent} */ (event).detail), { signal });
    this.#clock.addEventListener('hear', (event) => this.#hear(/** @type {CustomEvent} */ (event).detail), { signal });
    this.#guesses.addEventListener('accept', (event) => this.#accepted(/** @type {CustomEvent} */ (event).detail), { signal });
    this.#guesses.addEventListener('change', (event) => this.#toChange(/** @type {CustomEvent} */ (event).detail), { signal });
    visualViewport?.addEventListener('resize', () => this.#fit(), { signal });
    this.#fit();
    const name = this.getAttribute('about') ?? '';
    if (name) void this.#open(name);
    else this.#start();
  }

  disconnectedCallback() {
    this.#away.abort();
    clearTimeout(this.#keeping);
    clearInterval(this.#listening);
    if (this.#dirty && !this.#leaving) this.#keep();
    if (this.#heard.state !== 'silent') void del('api/write/preview');
  }

  get #dirty() {
    return this.#own && this.#shown && (this.#text.value !== this.#saved || (!this.#version && this.#text.value !== ''));
  }

  get #shown() {
    return this.#text.isConnected;
  }

  // What is shown

  #start() {
    if (this.#dirty) this.#keep();
    const start = new CoachWriteStart();
    start.addEventListener('begin', (event) => {
      const { title, text } = /** @type {CustomEvent<{title: string, text: string}>} */ (event).detail;
      this.#edit({ name: '', text, version: '', own: true }, title);
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
      const opened = await get(`api/scripts/${encodeURIComponent(name)}`);
      const draft = opened.own ? draftOf(name) : null;
      if (draft && draft.text !== opened.text) {
        this.#edit({ ...opened, text: draft.text, version: draft.version }, spoken(name), opened.version === draft.version ? opened.text : undefined);
        this.#tell(say('write.unsaved-back'), false, [say('write.take-saved'), () => this.#take(opened)]);
      } else {
        this.#edit(opened, spoken(name));
        if (opened.encoding) this.#tell(say('write.encoding', { encoding: opened.encoding }));
      }
    } catch (error) {
      this.#start();
      this.#tell(/** @type {Error} */ (error).message, true);
    }
  }

  /**
   * Show a script to write on.
   *
   * @param {{name: string, text: string, version: string, own: boolean}} script
   * @param {string} title
   * @param {string} [saved] what is saved of it, if it is something else
   */
  #edit({ name, text, version, own }, title, saved = version ? text : '') {
    this.#name = name;
    this.#version = version;
    this.#own = own;
    this.#newTitle = title;
    this.#saved = saved;
    this.classList.remove('starting');
    this.#drawMore();
    show(this,
      h('header', {},
        h('div', { class: 'names' }, this.#title, this.#state),
        this.#total,
        h('div', { class: 'actions' }, this.#undo, this.#redo, this.#put, this.#more, this.#mine, this.#save)),
      this.#notice,
      this.#tabs,
      h('div', { class: 'panes' },
        h('section', { class: 'script', 'aria-label': say('write.tab-script') }, this.#text, this.#strip),
        this.#side),
      h('footer', {}, this.#summary, this.#hearHere, this.#play),
      this.#says);
    show(this.#side, this.#clock, this.#guesses);
    this.#text.readOnly = !own;
    this.#mine.hidden = own;
    this.#save.hidden = this.#undo.hidden = this.#redo.hidden = !own;
    this.#drawTabs();
    this.#drawPlay();
    this.#lines = text.split('\n');
    this.#text.value = text;
    this.#lineChanged();
    if (matchMedia('(hover: hover)').matches && !narrow()) this.#text.focus();
  }

  #drawMore() {
    const stored = this.#own && Boolean(this.#version);
    this.#put.hidden = !this.#own;
    show(this.#put,
      h('summary', { class: 'button icon', 'aria-label': say('write.put'), title: say('write.put') }, '+'),
      h('ul', { class: 'plain menu' },
        BLOCKS.map(([kind, block]) => h('li', {}, this.#item(say(`write.put-${kind}`), () => this.#text.insert(block))))));
    show(this.#more,
      h('summary', { class: 'button', 'aria-label': say('write.more') },
        h('span', { class: 'wide' }, say('write.more')), h('span', { class: 'short', 'aria-hidden': 'true' }, '⋯')),
      h('div', { class: 'menu' },
        h('ul', { class: 'plain' },
          [
            this.#item(say('write.hear-this-area'), () => this.#hear({ extent: 'area', line: this.#text.line })),
            stored && this.#item(say('write.save-as'), () => this.#saveAs()),
            stored && this.#item(say('write.rename'), () => this.#rename()),
            stored && this.#item(say('write.delete'), () => this.#delete()),
            this.#item(say('write.all-scripts'), () => this.#toList()),
          ].filter((each) => each !== false).map((each) => h('li', {}, each))),
        h('p', { class: 'quiet keys' }, say('write.keys'))));
  }

  /** @param {string} label @param {() => unknown} work */
  #item(label, work) {
    return h('button', { type: 'button', onClick: () => {
      this.#closeMenus();
      void this.#try(async () => { await work(); });
    } }, label);
  }

  #closeMenus() {
    for (const menu of [this.#more, this.#put]) {
      if (!menu.open) continue;
      menu.open = false;
      /** @type {HTMLElement | null} */ (menu.querySelector('summary'))?.focus();
    }
  }

  /** Leave out what is not needed while a keyboard covers half of a phone. */
  #fit() {
    const height = visualViewport?.height ?? innerHeight;
    this.classList.toggle('cramped', height < 480);
    document.body.style.setProperty('--seen', `${Math.round(height)}px`);
  }

  #drawTabs() {
    const names = ['script', 'clock', ...(this.#guesses.guesses.length ? ['guesses'] : [])];
    if (!names.includes(this.#tab)) this.#tab = 'script';
    this.dataset['tab'] = this.#tab;
    this.classList.toggle('guessing', names.includes('guesses'));
    this.#side.setAttribute('aria-label', say(`write.tab-${this.#tab === 'guesses' ? 'guesses' : 'clock'}`));
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

  #drawState() {
    const title = this.#analysis?.title ?? this.#newTitle;
    if (this.#title.textContent !== title) this.#title.textContent = title;
    const state = !this.#own ? 'write.shipped' : this.#dirty ? 'write.unsaved' : 'write.saved';
    if (this.#state.textContent !== say(state)) this.#state.textContent = say(state);
    this.#state.classList.toggle('unsaved', this.#dirty);
    this.#save.disabled = !this.#dirty;
    this.#undo.disabled = !this.#text.canUndo;
    this.#redo.disabled = !this.#text.canRedo;
  }

  #drawTotal() {
    const clock = this.#analysis?.clock;
    if (!clock) return;
    const fits = clock.longest - clock.shortest > 1000
      ? say('write.fits', { low: Math.ceil(clock.shortest / 60_000), high: Math.floor(clock.longest / 60_000) })
      : '';
    const sensible = Math.ceil(clock.shortest / 60_000) < Math.floor(clock.longest / 60_000);
    const whole = clock.whole > clock.length ? say('write.with-optional', { time: clockTime(clock.whole) }) : '';
    show(this.#total, h('strong', { class: 'time' }, clockTime(clock.length)), 
      [sensible && fits, whole].filter(Boolean).map((each) => h('span', { class: 'also' }, h('span', { class: 'dot', 'aria-hidden': 'true' }, ' · '), each)));
    this.#total.title = minutes(clock.length);
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
    show(this.#summary, problems.length + unspoken.length > 0
      ? h('button', { type: 'button', class: 'next', title: say('write.next-problem'), onClick: () => this.#nextProblem(1) }, words)
      : words);
  }

  /** What is said of the line of the caret, with what can be done there. */
  #drawStrip() {
    const marks = this.#text.marksOf(this.#text.line);
    const messages = marks.problems.map((problem) => h('p', { class: problem.severity === 'error' ? 'wrong' : 'doubtful' },
      h('strong', {}, say(problem.severity === 'error' ? 'write.error' : 'write.doubt')), ` ${problem.message}`,
      problem.suggestion !== null && this.#own && h('button', { type: 'button', onClick: () => this.#text.mend(problem) },
        say('write.mend', { words: problem.suggestion || '…' }))));
    const silent = marks.silent && h('p', { class: 'quiet' }, say(`write.silent-${marks.silent}`));
    const speaks = ['title', 'section', 'area', 'step', 'client', 'caution'].includes(marks.kind) && !marks.silent;
    const hear = h('button', { type: 'button', class: 'hear-line', disabled: !speaks, onClick: () => this.#hearLine() }, say('write.hear-line'));
    this.#hearHere.disabled = !speaks;
    const about = marks.problems.length
      ? { class: 'messages', tabIndex: 0, role: 'group', 'aria-label': say('write.about-line') }
      : { class: 'messages' };
    show(this.#strip, h('div', about, messages, silent), hear);
    const words = [...marks.problems.map((each) => each.message), marks.silent && say(`write.silent-${marks.silent}`)].filter(Boolean).join(' ');
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      if (this.#says.textContent !== words) this.#says.textContent = words;
    }, 500);
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
    void this.#analyse();
    this.#drawState();
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#keep(), KEEP);
  }

  #keep() {
    if (!this.#own) return;
    if (this.#dirty) {
      keepDraft(this.#name, { text: this.#text.value, version: this.#version, title: this.#newTitle, at: Date.now() });
    } else {
      dropDraft(this.#name);
    }
  }

  /** Ask what is known of the text: one question at a time, the latest text next. */
  async #analyse() {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    const text = this.#text.value;
    try {
      /** @type {Analysis} */
      const analysis = await post('api/write/analysis', { name: this.#name, text });
      if (text === this.#text.value) this.#show(analysis);
    } catch (error) {
      this.#tell(/** @type {Error} */ (error).message, true);
    } finally {
      this.#asking = false;
      if (this.#again && this.isConnected) {
        this.#again = false;
        void this.#analyse();
      }
    }
  }

  /** @param {Analysis} analysis */
  #show(analysis) {
    this.#analysis = analysis;
    this.#text.mark(analysis.kinds, analysis.problems, analysis.unspoken);
    if (analysis.clock) this.#clock.show(analysis.clock);
    this.#side.classList.toggle('stale', !analysis.clock);
    this.#clock.line = this.#text.line;
    this.#drawTotal();
    this.#drawSummary();
    this.#drawStrip();
    this.#drawState();
    performance.mark('coach-write-shown');
  }

  #lineChanged() {
    this.#clock.line = this.#text.line;
    this.#drawStrip();
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
    const here = this.#text.line;
    const line = lines.find((each) => (each - here) * by > 0) ?? lines[0];
    if (line === undefined) return;
    if (narrow()) this.#choose('script');
    const problem = problems.find((each) => each.line === line);
    if (problem) this.#text.goToProblem(problem);
    else this.#text.goTo(line);
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    if (!this.#shown || document.querySelector('dialog[open]')) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (command && event.key.toLowerCase() === 's') {
      event.preventDefault();
      if (this.#own) void this.#saveNow();
    } else if (command && event.key === 'Enter') {
      event.preventDefault();
      void this.#hearLine();
    } else if (event.key === 'F8') {
      event.preventDefault();
      this.#nextProblem(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape') {
      if (this.#more.open || this.#put.open) this.#closeMenus();
      else if (this.#heard.state !== 'silent') void this.#stop();
    }
  }

  // Hearing

  #hearLine() {
    return this.#hear({ extent: 'line', line: this.#text.line });
  }

  #playOrStop() {
    return this.#heard.state === 'silent' ? this.#hear({ extent: 'onwards', line: this.#text.line }) : this.#stop();
  }

  /** @param {{extent: string, line: number, segment?: number}} what */
  async #hear(what) {
    await this.#try(async () => {
      this.#sounds(await post('api/write/preview', { name: this.#name, text: this.#text.value, ...what }));
      clearInterval(this.#listening);
      this.#listening = setInterval(() => this.#listen(), LISTEN);
    });
  }

  async #stop() {
    await this.#try(async () => this.#sounds(await del('api/write/preview')));
  }

  async #listen() {
    try {
      this.#sounds(await get('api/write/preview'));
    } catch (error) {
      this.#sounds({ state: 'silent', number: this.#heard.number, line: null, trouble: /** @type {Error} */ (error).message });
    }
  }

  /** @param {Heard} heard */
  #sounds(heard) {
    if (heard.number < this.#heard.number) return; // an answer that was overtaken
    this.#heard = heard;
    const silent = heard.state === 'silent';
    if (silent) clearInterval(this.#listening);
    this.#drawPlay();
    this.#play.classList.toggle('sounding', !silent);
    this.#text.markHeard(heard.line ?? 0);
    this.#clock.heard = heard.line ?? 0;
    if (heard.trouble) this.#tell(heard.trouble, true);
  }

  #drawPlay() {
    const { state } = this.#heard;
    const words = say(state === 'silent' ? 'write.play' : state === 'voicing' ? 'write.voicing' : 'write.stop');
    if (this.#play.getAttribute('aria-label') === words) return;
    this.#play.setAttribute('aria-label', words);
    show(this.#play, h('span', { class: 'wide' }, words), h('span', { class: 'short' }, say(state === 'silent' ? 'write.play-short' : 'write.stop')));
  }

  // Saving

  async #saveNow() {
    if (!this.#dirty) return;
    if (!this.#version) await this.#saveAs(this.#newTitle);
    else await this.#saveAgainst(this.#version, false);
  }

  /** @param {string} version @param {boolean} overwrite */
  async #saveAgainst(version, overwrite) {
    const text = this.#text.value;
    try {
      this.#wasSaved(await put(`api/scripts/${encodeURIComponent(this.#name)}`, { text, version, overwrite }), text);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 409) await this.#conflict(error.message, error.data.theirs, error.data.version);
      else if (error.status === 404) await this.#saveAs(this.#newTitle, error.message);
      else this.#tell(error.message, true);
    }
  }

  /** Somebody else changed it: whose is kept? @param {string} sentence @param {string} theirs @param {string} version */
  async #conflict(sentence, theirs, version) {
    const { choice } = await ask({
      title: say('write.conflict'), text: `${sentence} ${say('write.conflict-about')}`,
      choices: [
        { value: 'as', label: say('write.keep-both'), main: true }, { value: 'mine', label: say('write.keep-mine') },
        { value: 'theirs', label: say('write.take-theirs') }, { value: '', label: say('write.not-now') },
      ],
    });
    if (choice === 'as') await this.#saveAs(this.#newTitle);
    else if (choice === 'mine') await this.#saveAgainst(version, true);
    else if (choice === 'theirs') this.#take({ text: theirs, version });
  }

  /** Take what is saved in place of what is shown; undo brings that back. @param {{text: string, version: string}} saved */
  #take({ text, version }) {
    this.#version = version;
    this.#saved = text;
    this.#text.replace(0, this.#text.value.length, text);
    this.#text.goTo(1);
    this.#keep();
    this.#drawState();
  }

  /** Save under a new name. @param {string} [suggested] @param {string} [why] */
  async #saveAs(suggested = this.#analysis?.title ?? '', why = '') {
    const text = this.#text.value;
    let sentence = why;
    let title = suggested;
    for (;;) {
      const { choice, typed } = await ask({
        title: say('write.save-as'), text: sentence, field: { label: say('write.name'), value: title },
        choices: [{ value: 'save', label: say('write.save'), main: true }, { value: '', label: say('write.not-now') }],
      });
      if (choice !== 'save') return;
      try {
        const old = this.#name;
        this.#wasSaved(await post('api/scripts', { title: typed, text }), text);
        dropDraft(old);
        return;
      } catch (error) {
        sentence = /** @type {Error} */ (error).message;
        title = typed;
      }
    }
  }

  /** @param {{name: string, version: string}} saved @param {string} text */
  #wasSaved({ name, version }, text) {
    const renamed = name !== this.#name;
    dropDraft(this.#name);
    this.#name = name;
    this.#version = version;
    this.#saved = text;
    if (renamed) {
      this.#newTitle = spoken(name);
      history.replaceState(null, '', `#/write/${encodeURIComponent(name)}`);
      this.#drawMore();
    }
    this.#keep();
    this.#drawState();
  }

  async #rename() {
    const { choice, typed } = await ask({
      title: say('write.rename'), text: say('write.rename-about'), field: { label: say('write.name'), value: spoken(this.#name.replace(/^parts\//, '')) },
      choices: [{ value: 'rename', label: say('write.rename'), main: true }, { value: '', label: say('write.not-now') }],
    });
    if (choice !== 'rename') return;
    const { name } = await post('api/write/rename', { name: this.#name, title: typed });
    this.#keep();
    dropDraft(this.#name);
    this.#name = name;
    this.#newTitle = spoken(name);
    history.replaceState(null, '', `#/write/${encodeURIComponent(name)}`);
    this.#keep();
    this.#tell(say('write.renamed', { name }));
  }

  async #delete() {
    const { choice } = await ask({
      title: say('write.delete-really', { title: this.#title.textContent ?? '' }), text: say('write.delete-about'),
      choices: [{ value: 'delete', label: say('write.delete') }, { value: '', label: say('write.not-now'), main: true }],
    });
    if (choice !== 'delete') return;
    const { kept } = await del(`api/scripts/${encodeURIComponent(this.#name)}`, { version: this.#version });
    dropDraft(this.#name);
    this.#leaving = true;
    this.#own = false;
    history.replaceState(null, '', '#/write');
    this.#start();
    this.#tell(say('write.was-deleted'), false, [say('write.undo'), async () => {
      const { name } = await post('api/write/restore', { kept });
      location.hash = `#/write/${encodeURIComponent(name)}`;
    }]);
  }

  #makeMine() {
    return this.#try(async () => {
      const { name } = await post('api/write/copy', { name: this.#name });
      await this.#open(name);
      this.#tell(say('write.is-mine'));
    });
  }

  /** When one comes back to the page: was it changed meanwhile? */
  async #lookAgain() {
    if (!this.#shown || !this.#version || !this.#own || document.querySelector('dialog[open]')) return;
    try {
      const there = await get(`api/scripts/${encodeURIComponent(this.#name)}`);
      if (there.version === this.#version) return;
      if (this.#dirty) this.#tell(say('write.changed'));
      else this.#take(there);
    } catch {
      // It will be said when it is saved.
    }
  }

  // Leaving

  /** A link out of the room, while something is not saved. @param {Event} event */
  #link(event) {
    const link = /** @type {Element} */ (event.target).closest?.('a[href]');
    if (!link || !this.#shown || link.getAttribute('download') !== null) return;
    const { href } = /** @type {HTMLAnchorElement} */ (link);
    const here = href === location.href; // a draft without a name has the address of the list
    if (!this.#dirty && !here) return;
    event.preventDefault();
    event.stopPropagation();
    const go = here ? () => this.#start() : () => { location.href = href; };
    if (this.#dirty) void this.#leave(go);
    else go();
  }

  #toList() {
    const go = () => (this.#version ? void (location.hash = '#/write') : this.#start());
    return this.#dirty ? this.#leave(go) : go();
  }

  /** @param {() => unknown} go */
  async #leave(go) {
    const { choice } = await ask({
      title: say('write.leave'), text: say('write.leave-about'),
      choices: [
        { value: 'save', label: say('write.save-and-go'), main: true }, { value: 'go', label: say('write.go') },
        { value: '', label: say('write.stay') },
      ],
    });
    if (choice === 'save') {
      await this.#saveNow();
      if (!this.#dirty) go();
    } else if (choice === 'go') {
      go();
    }
  }

  // Importing

  /** @param {DragEvent} event */
  #dragged(event) {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.classList.toggle('dropping', event.type === 'dragover');
    const file = event.type === 'drop' ? event.dataTransfer.files[0] : undefined;
    if (!file) return;
    if (this.#dirty) void this.#leave(() => this.#import(file));
    else void this.#import(file);
  }

  /** @param {File} file */
  async #import(file) {
    if (file.size > 20 * 1024 * 1024) {
      this.#tell(say('write.too-large'), true);
      return;
    }
    this.#tell(say('write.importing', { file: file.name }));
    try {
      /** @type {{title: string, text: string, summary: string[], guesses: Guess[]}} */
      const { title, text, summary, guesses } = await post(`api/write/import?file=${encodeURIComponent(file.name)}`, file);
      if (this.#dirty) this.#keep();
      history.replaceState(null, '', '#/write');
      this.#guesses.guesses = guesses;
      this.#tab = 'guesses';
      this.#edit({ name: '', text, version: '', own: true }, title);
      this.#text.markGuesses(this.#guesses.lines);
      this.#guesses.summary = summary[0] ?? '';
      this.#tell(say('write.imported'));
    } catch (error) {
      this.#tell(/** @type {Error} */ (error).message, true);
    }
  }

  /** A guess was accepted: the remark that it is one goes. @param {Guess} guess */
  #accepted({ line, kind }) {
    const words = this.#lines[line - 1] ?? '';
    const remark = kind === 'time' ? /\s*<!-- chosen: .*?-->/.exec(words) : null;
    if (remark) this.#text.replaceInLine(line, remark.index, remark.index + remark[0].length, '');
    else this.#text.markGuesses(this.#guesses.lines);
    this.#drawTabs();
  }

  /** @param {Guess} guess */
  #toChange({ line, kind }) {
    const words = this.#lines[line - 1] ?? '';
    const found = kind === 'time' || kind === 'sides' || kind === 'wait' ? /\([^()]*\)(?=\s*(?:<!--.*)?$)/.exec(words)
      : kind === 'title' || kind === 'listener' || kind === 'position' ? /(?<=:\s*)\S.*$/.exec(words)
        : /\S.*$/.exec(words);
    if (narrow()) this.#choose('script');
    this.#text.goTo(line, found?.index ?? 0, (found?.index ?? 0) + (found?.[0].length ?? 0));
  }
}

customElements.define('coach-write', CoachWrite);
