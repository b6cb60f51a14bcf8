/** The session room: screen and remote control of what plays. */

import '../elements/outcome.js';
import { buildStage } from '../elements/stage.js';
import { Awake, canKeepAwake } from '../lib/awake.js';
import { h, show, useStyle } from '../lib/dom.js';
import { bindings, isTaken, keyName } from '../lib/keys.js';
import { live } from '../lib/live.js';
import { mediaButtons, mediaShows } from '../lib/media.js';
import { isRemembered, remember } from '../lib/remembered.js';
import { breathing, named, sentence, spoken } from '../lib/session_words.js';
import { clock, timeOfDay } from '../lib/time.js';
import { viewAt } from '../lib/timeline.js';
import { listen, Touches } from '../lib/touch.js';
import { say } from '../lib/words.js';

/** @typedef {import('../lib/source.js').SessionSource} SessionSource */
/** @typedef {import('../lib/timeline.js').View} View */

/** Milliseconds that a refusal is shown. */
const SHOWN = 5000;
/** Milliseconds after which it is said that it is not known where the session is. */
const UNKNOWN = 1500;
/** Sizes of the words in pixels, and the smallest with which the rest of the screen stays as it is. */
const SIZES = [96, 84, 74, 64, 56, 50, 44, 40, 36, 32, 28, 24, 21, 18];
const FAR_SIZES = [190, 168, 148, 132, 118, 104, 92, 82, 72, 64, 56, 48, 40, 34, 28, 22, 18];
const LEAST = 24;
const STYLES = ['../css/session.css', '../css/ring.css', '../css/breath.css', '../css/rail.css'];

/**
 * `<coach-session>`.
 *
 * - `source`: what it shows and steers (`SessionSource`); by default what plays on the computer. Set it before the
 *   element is in the page.
 * - `view`: what is on the screen; null when nothing plays
 */
export class CoachSession extends HTMLElement {
  /** @type {SessionSource} */
  source = live;
  /** @type {View | null} */
  view = null;
  #parts = buildStage();
  #outcome = /** @type {import('../elements/outcome.js').CoachOutcome} */ (h('coach-outcome', {}));
  #spoken = h('p', { class: 'unseen', 'aria-live': 'polite' });
  #touches = new Touches();
  #awake = new Awake();
  /** @type {import('../lib/source.js').Key[]} */
  #keys = [];
  #bindings = bindings([]);
  #frame = 0;
  #step = '';
  #state = '';
  #place = '';
  #trouble = { text: '', until: 0 };
  #heldSaid = -Infinity;
  #knownAt = performance.now();
  #silent = false;
  /** @type {(() => void)[]} */
  #undo = [];

  connectedCallback() {
    if (this.source === live) {
      live.begin();
      this.#outcome.setAttribute('history', 'history/note');
    }
    show(this, this.#parts.stage, this.#outcome, this.#spoken, this.#parts.areas, this.#parts.more);
    this.#listen();
    this.#setFar(isRemembered('coach.far'));
    this.#show();
    this.hidden = true; // until it looks as it should
    void Promise.all(STYLES.map((path) => useStyle(import.meta.url, path))).then(() => {
      this.hidden = false;
      this.#fit();
    });
    void this.source.keys().then((keys) => {
      this.#keys = keys;
      this.#bindings = bindings(keys);
    }, () => {}); // without keys there are the buttons
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    for (const undo of this.#undo.splice(0)) undo();
    this.#awake.close();
    document.title = say('app.name');
  }

  #listen() {
    const parts = this.#parts;
    const { source } = this;
    const on = (/** @type {EventTarget} */ target, /** @type {string} */ name, /** @type {(event: any) => void} */ does) => {
      target.addEventListener(name, does);
      this.#undo.push(() => target.removeEventListener(name, does));
    };
    for (const name of ['session', 'clock', 'connection']) on(source, name, () => this.#show());
    on(document, 'keydown', (event) => this.#key(event));
    on(window, 'resize', () => this.#fit());
    on(parts.picture, 'load', () => this.#fit());
    on(parts.picture, 'error', () => {
      parts.picture.hidden = true;
      this.#fit();
    });
    for (const [command, button] of Object.entries(parts.buttons)) on(button, 'click', (event) => this.#press(command, event));
    on(parts.openAreas, 'click', () => this.#openAreas());
    on(parts.openMore, 'click', () => this.#openMore());
    on(parts.far, 'click', () => this.#toggleFar());
    on(this, 'coach-areas', () => this.#openAreas());
    on(this, 'coach-far', () => this.#toggleFar());
    on(this, 'coach-jump', (event) => {
      parts.areas.close();
      void this.#try(() => this.source.jump(event.detail));
    });
    on(this, 'coach-command', (event) => {
      if (event.detail !== 'louder' && event.detail !== 'softer') parts.more.close();
      this.#send(event.detail);
    });
    const released = listen(parts.stage, {
      touch: (zone) => this.#send(zone === 'middle' ? 'toggle' : zone),
      hold: () => this.#send('more'),
      press: (x, y) => this.source.commands.has('more') && parts.closing.under(x, y),
      release: () => parts.closing.away(),
    }, this.#touches);
    this.#undo.push(released);
    if (!this.source.media) this.#undo.push(mediaButtons((command) => this.#send(command)));
  }

  // What is done

  /** @param {string} command @param {MouseEvent} event */
  #press(command, event) {
    const byPointer = event.detail > 0;
    if (byPointer && !this.#touches.isMeant(event.timeStamp)) return;
    // The next Enter or space of a pedal is not for this button.
    if (byPointer) /** @type {HTMLElement} */ (event.currentTarget).blur();
    this.#send(command);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const name = keyName(event);
    if (!name || this.#parts.stage.hidden || isTaken(document.activeElement, name)) return;
    if (name === '?') return this.#openMore();
    const key = this.#bindings.get(name);
    if (!key || !this.source.commands.has(key.command)) return;
    event.preventDefault();
    if (!event.repeat || key.repeats) {
      this.#send(key.command);
    } else if (event.timeStamp - this.#heldSaid > SHOWN) {
      this.#heldSaid = event.timeStamp;
      this.#complain(say('notice.key held'));
    }
  }

  /** @param {string} command */
  #send(command) {
    if (this.#parts.stage.hidden || !this.source.commands.has(command)) return;
    void this.#try(() => this.source.send(command));
  }

  /** @param {() => Promise<void>} work */
  async #try(work) {
    try {
      await work();
    } catch (error) {
      this.#complain(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} text */
  #complain(text) {
    this.#trouble = { text, until: performance.now() + SHOWN };
    this.#drawStatus();
  }

  #openAreas() {
    this.#parts.more.close();
    this.#parts.rail.position = this.source.position();
    this.#parts.areas.open(this.#parts.rail);
    this.#parts.rail.reveal();
  }

  #openMore() {
    const { steering, more } = this.#parts;
    steering.draw(this.source.commands, this.#keys, this.source.volume, this.classList.contains('far'));
    more.open(steering);
  }

  #toggleFar() {
    this.#parts.more.close();
    this.#setFar(!this.classList.contains('far'));
    remember('coach.far', this.classList.contains('far'));
  }

  // What is shown

  /** All that changes by events. */
  #show() {
    const { source } = this;
    const { stage, rail, ring, title, more } = this.#parts;
    const plays = source.session !== null && source.session.outcome === null && source.timeline !== null;
    stage.hidden = !plays;
    this.#outcome.hidden = plays;
    this.#awake.want(plays && source.state !== 'paused');
    document.title = source.session?.title ?? say('app.name');
    if (!plays) {
      this.#stop();
      return;
    }
    ring.plan = rail.plan = source.timeline;
    title.textContent = source.session?.title ?? '';
    this.#drawState();
    this.#drawStatus();
    if (more.isOpen) this.#openMore();
    if (!canKeepAwake() && !isRemembered('coach.awake-said')) {
      remember('coach.awake-said', true);
      this.#complain(say('session.not-awake'));
    }
    if (!this.#frame) {
      this.#knownAt = performance.now();
      this.#run();
    }
  }

  #stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.view = null;
    this.#step = this.#state = '';
    this.#parts.areas.close();
    this.#parts.more.close();
    this.#outcome.draw(this.source, this.source !== live || live.told);
  }

  #run() {
    this.#draw();
    this.#frame = requestAnimationFrame(() => this.#run());
  }

  /** All that changes by itself, at the screen's rate. */
  #draw() {
    const { source } = this;
    const { timeline } = source;
    if (!timeline) return;
    const view = viewAt(timeline, source.position(), source.segment());
    this.view = view;
    const step = `${view.segment} ${view.kind} ${view.turn} ${view.lines.map((line) => line.text)}`;
    if (step !== this.#step) {
      this.#step = step;
      this.#drawStep(view);
    }
    this.#drawTimes(view);
    this.#drawCentre(view);
    const position = source.known ? view.position : null;
    this.#parts.ring.position = position;
    if (this.#parts.areas.isOpen) this.#parts.rail.position = position;
    const now = performance.now();
    if (source.known) this.#knownAt = now;
    const silent = this.#isSilent();
    if ((this.#trouble.text && now > this.#trouble.until) || silent !== this.#silent) {
      if (now > this.#trouble.until) this.#trouble.text = '';
      this.#silent = silent;
      this.#drawStatus();
    }
  }

  #drawState() {
    const { state, connected, commands, session } = this.source;
    const { buttons, stage, elsewhere } = this.#parts;
    stage.dataset['state'] = state;
    stage.toggleAttribute('data-lost', !connected);
    elsewhere.hidden = session?.place !== 'elsewhere';
    set(buttons.toggle, say(state === 'paused' || state === 'waiting' ? 'do.resume' : 'do.pause'));
    for (const [command, button] of Object.entries(buttons)) button.hidden = !commands.has(command);
    if (state === this.#state) return;
    if (state === 'paused') this.#spoken.textContent = say('say.paused');
    else if (this.#state === 'paused') this.#spoken.textContent = say('say.playing');
    this.#state = state;
    this.#tellMedia();
  }

  /** One line: what is wrong, or what was done. */
  #drawStatus() {
    const { connected, state, notices } = this.source;
    const told = [];
    if (this.#trouble.text) told.push(this.#trouble.text);
    if (!connected) told.push(say('notice.connection'));
    else if (this.#isSilent()) told.push(say('notice.silent'));
    else told.push(...notices.map(sentence), ...(state === 'voicing' ? [say('notice.voicing')] : []));
    if (set(this.#parts.status, [...new Set(told)].join(' '))) this.#fit();
  }

  /** Whether it has not been known for a while where the session is. */
  #isSilent() {
    return performance.now() - this.#knownAt > UNKNOWN;
  }

  /** @param {View} view */
  #drawStep(view) {
    const parts = this.#parts;
    parts.stage.classList.remove('left', 'right', 'both');
    parts.stage.classList.add(view.side ?? 'both');
    parts.side.hidden = view.side === null;
    parts.side.textContent = view.side ? say(`side.${view.side}`) : '';
    parts.area.textContent = view.area;
    parts.turn.textContent = view.turn[1] > 1 ? say('session.turn', { turn: view.turn[0], turns: view.turn[1] }) : '';
    parts.words.view = view;
    parts.picture.hidden = !view.picture;
    if (view.picture) {
      parts.picture.src = view.picture;
      parts.picture.alt = view.pictureText;
    }
    show(parts.then, ...coming(view));
    parts.ring.setAttribute('aria-label', say('session.ring', { n: view.areas, area: named(view.area, view.side) }));
    parts.openAreas.textContent = say('session.area-of', { number: view.areaNumber, areas: view.areas });
    parts.openAreas.hidden = view.areas < 2;
    this.#spoken.textContent = spoken(view, this.#place);
    this.#place = named(view.area, view.side);
    this.#tellMedia();
    this.#fit();
  }

  /** @param {View} view */
  #drawTimes(view) {
    const { known, state } = this.source;
    const parts = this.#parts;
    const time = (/** @type {number} */ left) => (known ? clock(left) : say('session.unknown-time'));
    set(parts.stepLeft, this.#stands(state, time(view.stepLeft)));
    set(parts.brief, time(view.stepLeft));
    set(parts.areaLeft, time(view.areaLeft));
    set(parts.sessionLeft, time(view.sessionLeft));
    set(parts.left, say('session.left', { time: time(view.sessionLeft) }));
    const ends = this.source.ends();
    set(parts.ends, ends && known && state !== 'paused' ? say('session.ends', { time: timeOfDay(ends) }) : '');
  }

  /** From afar, the time's place says why it stands still. @param {string} state @param {string} time */
  #stands(state, time) {
    const far = this.classList.contains('far');
    if (state === 'paused' && far) return say('session.paused');
    if (state === 'waiting') return far ? say('session.ready-now') : '';
    return time;
  }

  /** The middle of the ring: the breath, or the time, or what is waited for. @param {View} view */
  #drawCentre(view) {
    const { breath } = this.#parts;
    const { text, below = '', fullness = null, time = false } = this.#centre(view);
    breath.fullness = fullness;
    breath.toggleAttribute('time', time);
    breath.words = text;
    breath.below = below;
  }

  /** @param {View} view @returns {{text: string, below?: string, fullness?: number | null, time?: boolean}} */
  #centre(view) {
    const { known, state, timeline } = this.source;
    const { chosen } = this.#parts.ring;
    const area = chosen === null ? null : timeline?.areas[chosen];
    if (area) return { text: named(area.title, area.side), below: say('session.go-there') };
    if (!known) return { text: say('session.unknown-time'), time: true };
    if (state === 'paused') return { text: say('session.paused'), below: say('session.left', { time: clock(view.sessionLeft) }) };
    if (state === 'waiting') return { text: say(`session.wait-${timeline?.for ?? 'self'}`) };
    if (state === 'starting') {
      const begins = this.source.startsIn();
      return { text: begins > 0 ? say('session.begins', { time: clock(begins) }) : say('session.begins-now') };
    }
    if (view.breath && state === 'playing') return breathing(view.breath);
    return { text: clock(view.stepLeft), below: say('session.left-in-step'), time: true };
  }

  /** @param {boolean} far */
  #setFar(far) {
    this.classList.toggle('far', far);
    this.#parts.far.textContent = say(far ? 'session.near' : 'session.far');
    this.#fit();
  }

  /** The words as large as they fit; where that would be small, all else gives way, step by step. */
  #fit() {
    const { stage, words } = this.#parts;
    const most = Math.max(innerWidth * 0.05, 36);
    const sizes = this.classList.contains('far') ? FAR_SIZES : SIZES.filter((size) => size <= most);
    words.removeAttribute('tabindex');
    for (const [room, least] of /** @type {const} */ ([['', LEAST], ['less', LEAST], ['least', 0]])) {
      stage.dataset['room'] = room;
      if (words.fit(sizes.filter((size) => size >= least))) return;
    }
    words.tabIndex = 0; // to be scrolled with keys
  }

  #tellMedia() {
    if (!this.view || this.source.media) return;
    const { title, area, side, sessionLength: length, position } = this.view;
    mediaShows({ title, area: named(area, side), playing: this.source.state === 'playing', length, position });
  }
}

/** What comes next, small. @param {View} view */
function coming({ next }) {
  const label = (/** @type {string} */ name) => h('span', { class: 'label' }, say(name));
  if (!next) return [label('session.then'), ' ', say('session.the-end')];
  const first = next.lines[0]?.text ?? say(next.kind === 'breathing' ? 'session.breathe' : 'session.rest');
  const place = next.area === null ? null : h('span', { class: `coming ${next.side ?? 'both'}` }, `${named(next.area, next.side)}: `);
  return [label(next.kind === 'caution' ? 'session.then-careful' : 'session.then'), ' ', place, first];
}

/** @param {HTMLElement} element @param {string} text @returns {boolean} whether that is new */
function set(element, text) {
  if (element.textContent === text) return false;
  element.textContent = text;
  return true;
}

customElements.define('coach-session', CoachSession);
