/** The clock of a script: what is heard when, how long, on which side; each entry leads to its line and can be heard. */

import { h, show, svg } from '../lib/dom.js';
import { timeInto } from '../lib/time.js';
import { say } from '../lib/words.js';

/**
 * @typedef {{text: string, to: string, role: string, line: number}} ClockLine
 * @typedef {{start: number, end: number, line: number, included: boolean, kind: string, area: number,
 *   side: 'left' | 'right' | null, lines: ClockLine[], breaths: number, repeats: number, bounds: [number, number] | null,
 *   wait: boolean, segment: number}} ClockEntry
 * @typedef {{inhale: number, hold: number, top_up: number, exhale: number, rest: number}} Breath milliseconds
 * @typedef {{title: string, side: 'left' | 'right' | null, start: number, end: number, line: number, optional: boolean}} ClockArea
 * @typedef {{length: number, whole: number, shortest: number, longest: number, breath: Breath, areas: ClockArea[],
 *   entries: ClockEntry[]}} Clock
 */

/** The most breaths that are drawn one by one. */
const MOST_BREATHS = 10;

/**
 * `<coach-script-clock>`; the property `clock` is what it shows.
 *
 * @fires go when an entry is pressed; `detail` is its line
 * @fires hear when an entry or an area is to be heard; `detail` is `{extent, segment, line}`
 */
export class CoachScriptClock extends HTMLElement {
  #list = h('ol', { class: 'entries' });
  /** @type {ClockEntry[]} */
  #entries = [];
  /** @type {string[]} */
  #keys = [];
  #line = 0;
  #heard = 0;

  constructor() {
    super();
    this.#list.addEventListener('click', (event) => this.#pressed(/** @type {Element} */ (event.target)));
  }

  connectedCallback() {
    show(this, this.#list);
  }

  /** Show a clock. Rows of entries that stayed are kept, so that typing is not slowed down. @param {Clock} clock */
  show(clock) {
    const rows = this.#list.children;
    const keys = clock.entries.map((entry) => key(entry, clock));
    let same = 0;
    while (same < keys.length && same < this.#keys.length && keys[keys.length - 1 - same] === this.#keys[this.#keys.length - 1 - same]) same += 1;
    const [before, after] = [this.#keys.length - same, keys.length - same];
    for (let count = before; count > after; count -= 1) rows[after]?.remove();
    clock.entries.forEach((entry, index) => {
      const old = index < after ? (index < before ? this.#keys[index] : undefined) : keys[index];
      const row = index < after && index >= before ? null : rows[index];
      if (!row) {
        this.#list.insertBefore(this.#row(entry, clock), rows[index] ?? null);
      } else if (old !== keys[index]) {
        row.replaceWith(this.#row(entry, clock));
      } else {
        const time = row.querySelector('.at');
        const at = timeInto(entry.start);
        if (time && time.textContent !== at) time.textContent = at;
      }
    });
    this.#entries = clock.entries;
    this.#keys = keys;
    this.#light();
  }

  /** Light up what a line says, and show it. @param {number} line */
  set line(line) {
    if (line === this.#line) return;
    this.#line = line;
    this.#light();
    const first = /** @type {HTMLElement | null} */ (this.#list.querySelector('.here'));
    if (!first || !this.clientHeight || this.contains(document.activeElement)) return;
    const [top, bottom] = [first.offsetTop, first.offsetTop + first.offsetHeight];
    if (top < this.scrollTop || bottom > this.scrollTop + this.clientHeight) {
      this.scrollTo({ top: Math.max(0, top - this.clientHeight / 3) });
    }
  }

  /** The line that is heard, 0: none. @param {number} line */
  set heard(line) {
    if (line === this.#heard) return;
    this.#heard = line;
    this.#light();
  }

  /** The entries of a line: of the nearest at or above it. @param {number} line */
  entriesOf(line) {
    const exact = this.#entries.filter((entry) => entry.line === line || entry.lines.some((each) => each.line === line && !entry.included));
    const steps = exact.filter((entry) => !entry.lines.length || !entry.lines.every(isSaidBesides));
    if (exact.length) return steps.length ? steps : exact; // not what a bell or a bowl means, said at its first step
    const above = Math.max(0, ...this.#entries.map((entry) => entry.line).filter((each) => each <= line));
    return this.#entries.filter((entry) => entry.line === above).slice(-1);
  }

  #light() {
    const here = new Set(this.#line ? this.entriesOf(this.#line) : []);
    this.#entries.forEach((entry, index) => {
      const row = this.#list.children[index];
      row?.classList.toggle('here', here.has(entry));
      row?.classList.toggle('heard', this.#heard > 0 && entry.line === this.#heard);
    });
  }

  /** @param {Element} target */
  #pressed(target) {
    const row = target.closest('li');
    const entry = row && this.#entries[[...this.#list.children].indexOf(row)];
    if (!entry) return;
    if (target.closest('.hear')) {
      const extent = opens(entry) ? 'area' : entry.kind === 'breathing' ? 'step' : 'words';
      this.dispatchEvent(new CustomEvent('hear', { detail: { extent, segment: entry.segment, line: entry.line } }));
    } else if (target.closest('.go')) {
      this.dispatchEvent(new CustomEvent('go', { detail: entry.line }));
    }
  }

  /** @param {ClockEntry} entry @param {Clock} clock */
  #row(entry, clock) {
    const seconds = (entry.end - entry.start) / 1000;
    const lines = entry.kind === 'opening' ? opening(entry.lines) : entry.lines;
    const first = lines[0]?.text ?? (entry.breaths ? '' : say(entry.wait ? 'write.wait' : 'write.rest', { time: timeInto(entry.end - entry.start) }));
    const area = clock.areas[entry.area];
    const quiet = !lines.length || isSaidBesides(lines[0]);
    const about = [
      entry.breaths > 0 && say('write.breaths', { n: entry.breaths }),
      entry.repeats > 1 && say('write.repeats', { n: entry.repeats }),
      entry.bounds && entry.bounds[0] < entry.bounds[1] && say('write.bounds', { low: short(entry.bounds[0]), high: short(entry.bounds[1]) }),
      entry.wait && entry.lines.length > 0 && say('write.waits'),
      entry.kind === 'opening' && area?.optional && say('write.optional'),
    ].filter(Boolean);
    const row = h('li', { class: ['entry', entry.kind, entry.side ?? 'both', entry.included ? 'included' : ''].join(' ') },
      h('button', { class: 'go', type: 'button' },
        h('span', { class: 'at' }, timeInto(entry.start)),
        h('span', { class: 'strand', 'aria-hidden': 'true' }),
        h('span', { class: 'said' },
          entry.kind === 'caution' && h('span', { class: 'unseen' }, say('write.careful')),
          entry.side && entry.kind !== 'opening' && h('span', { class: 'unseen' }, `${say(`side.${entry.side}`)}: `),
          first && h('span', { class: `words${lines[0]?.to === 'client' ? ' client' : ''}${quiet ? ' more' : ''}` }, first),
          lines.slice(1).map((line) => h('span', { class: line.to === 'client' ? 'words more client' : 'words more' }, line.text)),
          entry.breaths > 0 && curve(entry.breaths, clock.breath),
          about.length > 0 && h('span', { class: 'about' }, about.join(' · ')))),
      (entry.lines.length > 0 || entry.breaths > 0) && h('button', {
        class: 'hear', type: 'button',
        'aria-label': say(opens(entry) ? 'write.hear-area' : 'write.hear', { words: first || about[0] || '' }),
        title: say(opens(entry) ? 'write.hear-area' : 'write.hear', { words: '' }).replace(/:\s*$/, ''),
      }, svg('svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, svg('path', { d: 'M3 1.5v13l11-6.5z' }))));
    row.style.setProperty('--tall', `${Math.round(Math.min(112, 40 + seconds * 1.3))}px`);
    return row;
  }
}

/** What the program says by itself: what a tone means, who speaks to whom. @param {ClockLine | undefined} line */
function isSaidBesides(line) {
  return line?.role === 'tone' || line?.role === 'introduction';
}

/** Whether an entry names an area or a side, and so stands for all of it. @param {ClockEntry} entry */
function opens(entry) {
  return entry.kind === 'opening' && !entry.lines.every(isSaidBesides);
}

/** What begins an area: its name and side first, as one; then what the program says besides. @param {ClockLine[]} lines @returns {ClockLine[]} */
function opening(lines) {
  const names = lines.filter((line) => ['title', 'section', 'side'].includes(line.role));
  const others = lines.filter((line) => !names.includes(line));
  const [first] = names;
  return first ? [{ ...first, text: names.map((line) => line.text).join(' ') }, ...others] : others;
}

/** What an entry shows, apart from when it begins. @param {ClockEntry} entry @param {Clock} clock */
function key(entry, clock) {
  const lines = entry.lines.map((line) => [line.text, line.to]);
  const rest = { ...entry, start: 0, end: entry.end - entry.start, line: 0, segment: 0, lines };
  return JSON.stringify([rest, entry.breaths && clock.breath, clock.areas[entry.area]?.optional]);
}

/** Breaths as they are heard: rising, held, falling. @param {number} count @param {Breath} breath */
function curve(count, { inhale, hold, top_up: topUp, exhale, rest }) {
  const drawn = Math.min(count, MOST_BREATHS);
  const full = inhale + hold + topUp;
  const cycle = full + exhale + rest || 1;
  const [width, height, top] = [100 / drawn, 30, 2];
  const filled = height - (height - top) * (inhale / (inhale + topUp));
  let path = `M0 ${height}`;
  for (let index = 0; index < drawn; index += 1) {
    /** @param {number} time */
    const x = (time) => (width * (index + time / cycle)).toFixed(2);
    /** @param {number} start @param {number} length @param {number} to */
    const rise = (start, length, to) => `C${[x(start + length * 0.5), to, x(start + length * 0.6), to, x(start + length), to].join(' ')}`;
    const fall = [x(full + exhale * 0.4), top, x(full + exhale * 0.5), height, x(full + exhale), height];
    path += ` ${rise(0, inhale, filled)} H${x(inhale + hold)}`;
    if (topUp) path += ` ${rise(inhale + hold, topUp, top)}`;
    path += ` C${fall.join(' ')} H${x(cycle)}`;
  }
  return svg('svg', { class: 'curve', viewBox: `0 0 100 ${height + 2}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { d: path, 'vector-effect': 'non-scaling-stroke' }));
}

/** A length in words, `30 s` or `1:30`. @param {number} milliseconds */
function short(milliseconds) {
  return milliseconds < 60_000 ? say('time.seconds', { n: Math.round(milliseconds / 1000) }) : timeInto(milliseconds);
}

customElements.define('coach-script-clock', CoachScriptClock);
