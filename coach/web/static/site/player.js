/** A session of a published site: the session room, with a sound file as its source. */

import '../rooms/session.js';
import { h, show, useStyle } from '../lib/dom.js';
import { mediaButton, mediaButtons, mediaShows } from '../lib/media.js';
import { isRemembered, remember } from '../lib/remembered.js';
import { named } from '../lib/session_words.js';
import { say } from '../lib/words.js';
import { AudioSource } from './audio_source.js';
import { kept } from './kept.js';
import { goOnAt, note, placeIn } from './place.js';

/** @typedef {import('./shelf.js').Entry} Entry */

const NOTED = 5_000; // milliseconds between two notes of the place

/** What a person may want otherwise. */
const OPTIONS = ['waits', 'vibrate', 'vibrate-breaths', 'scrub'];

/** The key under which a wish is remembered. @param {string} name */
const keyOf = (name) => `option ${name}`;

/** `<site-player>`; the property `entry` is the session's line in the site's list, `keys` the table of keys. */
export class SitePlayer extends HTMLElement {
  /** @type {Entry} */
  entry = /** @type {any} */ (null);
  /** @type {import('../lib/source.js').Key[]} */
  keys = [];
  #leaving = new AbortController();
  #others = 'BroadcastChannel' in globalThis ? new BroadcastChannel(`playing ${new URL('./', document.baseURI).href}`) : undefined;
  #wanted = new Set(OPTIONS.filter((name) => isRemembered(keyOf(name))));
  #options = { waits: this.#wanted.has('waits'), keys: this.keys };
  #area = -1;
  #phase = '';
  #lastNote = 0;

  async connectedCallback() {
    await useStyle(import.meta.url, '../css/site.css');
    /** @type {import('./kept.js').Entry} */
    let entry = this.entry;
    let timeline = await fetched(entry.timeline);
    if (!timeline) {
      // Without a network an older version that is kept is better than none.
      entry = (await kept(this.entry)) ?? entry;
      timeline = await fetched(entry.timeline);
    }
    if (!this.isConnected) return;
    if (!timeline) {
      show(this, h('div', { class: 'page' }, h('p', { role: 'alert' }, say('site.session-away')),
        h('a', { class: 'button main', href: '#/' }, say('site.all'))));
      return;
    }
    this.#open(timeline, entry);
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#others?.close();
  }

  /**
   * @param {import('../lib/timeline.js').Timeline} timeline
   * @param {import('./kept.js').Entry} entry
   */
  #open(timeline, entry) {
    const audio = h('audio', { src: entry.sound, preload: 'auto' });
    this.#options.keys = this.keys;
    const source = new AudioSource(entry.name, timeline, audio, this.#options);
    const signal = this.#leaving.signal;
    const place = placeIn(entry.name);
    if (place) audio.currentTime = goOnAt(place, timeline, entry.sound) / 1000;
    const save = () => note(entry.name, timeline, entry.sound, source.position());
    audio.addEventListener('timeupdate', () => {
      this.#feel(timeline, source);
      if (performance.now() - this.#lastNote < NOTED) return;
      this.#lastNote = performance.now();
      save();
    });
    for (const event of ['pause', 'seeked', 'ended']) audio.addEventListener(event, save);
    addEventListener('pagehide', save, { signal });
    document.addEventListener('visibilitychange', save, { signal });
    signal.addEventListener('abort', () => {
      save();
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
    });
    audio.addEventListener('play', () => this.#others?.postMessage(entry.name));
    this.#others?.addEventListener('message', () => audio.pause(), { signal });
    this.#mend(audio, source, signal);
    this.#mediaSession(timeline, entry, source, audio, signal);
    show(this, audio, h('coach-session', { source }), this.#wishes());
  }

  /** What a person may want otherwise; remembered. */
  #wishes() {
    const boxes = OPTIONS.filter((name) => !name.startsWith('vibrate') || 'vibrate' in navigator).map((name) => {
      const box = h('input', {
        type: 'checkbox', checked: this.#wanted.has(name),
        onChange: () => {
          if (box.checked) this.#wanted.add(name);
          else this.#wanted.delete(name);
          remember(keyOf(name), box.checked);
          if (name === 'waits') this.#options.waits = box.checked;
          if (name === 'scrub') this.dispatchEvent(new Event('scrub'));
        },
      });
      return h('label', { class: 'wish' }, box, say(`site.option-${name}`));
    });
    return h('details', { class: 'wishes' }, h('summary', {}, say('site.options')), boxes,
      !isSecureContext && h('p', { class: 'quiet' }, say('site.stay-awake')));
  }

  /**
   * A network that was lost, or a kept piece that was damaged: go on where it was as soon as it can.
   *
   * @param {HTMLAudioElement} audio
   * @param {AudioSource} source
   * @param {AbortSignal} signal
   */
  #mend(audio, source, signal) {
    let wasPlaying = false;
    let at = 0;
    const again = () => {
      if (!audio.error) return;
      audio.load();
      audio.currentTime = at / 1000;
      if (wasPlaying) void source.send('resume');
    };
    audio.addEventListener('timeupdate', () => {
      if (audio.error) return;
      at = source.position();
      wasPlaying = !audio.paused;
    });
    audio.addEventListener('error', () => setTimeout(again, 2_000));
    addEventListener('online', again, { signal });
    document.addEventListener('visibilitychange', again, { signal });
  }

  /**
   * The lock screen: its buttons go to steps, or, if the person likes that better, it has a bar to scrub.
   *
   * @param {import('../lib/timeline.js').Timeline} timeline
   * @param {import('./kept.js').Entry} entry
   * @param {AudioSource} source
   * @param {HTMLAudioElement} audio
   * @param {AbortSignal} signal
   */
  #mediaSession(timeline, entry, source, audio, signal) {
    const artwork = [{ src: new URL(entry.cover, document.baseURI).href, sizes: '480x480', type: 'image/jpeg' }];
    const areaNow = () => timeline.steps[source.segment()]?.area ?? 0;
    let shown = -1;
    const tell = () => {
      shown = areaNow();
      const area = timeline.areas[shown];
      mediaShows({
        title: timeline.title, area: area ? named(area.title, area.side) : '', playing: !audio.paused,
        length: timeline.length, position: source.position(), artwork,
      });
    };
    /** @param {number} seconds */
    const jumpBy = (seconds) => source.seek(Math.max(source.position() + seconds * 1000, 0));
    const arrange = () => {
      const scrub = this.#wanted.has('scrub');
      const letGo = mediaButtons((command) => void source.send(command));
      // iOS shows ten-second buttons in place of those for steps where these are set.
      mediaButton('seekbackward', scrub ? ({ seekOffset }) => jumpBy(-(seekOffset ?? 10)) : null);
      mediaButton('seekforward', scrub ? ({ seekOffset }) => jumpBy(seekOffset ?? 10) : null);
      mediaButton('seekto', scrub ? ({ seekTime }) => source.seek((seekTime ?? audio.currentTime) * 1000) : null);
      return letGo;
    };
    signal.addEventListener('abort', arrange());
    // iOS forgets the handlers when the sound begins.
    audio.addEventListener('playing', arrange);
    this.addEventListener('scrub', arrange);
    source.addEventListener('clock', tell);
    audio.addEventListener('timeupdate', () => {
      if (areaNow() !== shown) tell();
    });
  }

  /**
   * Vibrate where the area changes, and if asked for with each breath: once in, twice out.
   *
   * @param {import('../lib/timeline.js').Timeline} timeline
   * @param {AudioSource} source
   */
  #feel(timeline, source) {
    if (!('vibrate' in navigator) || source.audio.paused) return;
    const step = timeline.steps[source.segment()];
    if (!step) return;
    if (step.area !== this.#area) {
      if (this.#area >= 0 && this.#wanted.has('vibrate')) navigator.vibrate([200, 100, 200]);
      this.#area = step.area;
    }
    const position = source.position();
    const breath = step.breaths.find((each) => each.start <= position && position < each.end);
    const phase = breath ? `${breath.phase} ${breath.start}` : '';
    if (phase !== this.#phase && this.#wanted.has('vibrate-breaths')) {
      if (breath?.phase === 'inhale' || breath?.phase === 'top up') navigator.vibrate(80);
      if (breath?.phase === 'exhale') navigator.vibrate([80, 120, 80]);
    }
    this.#phase = phase;
  }
}

/**
 * @param {string} place
 * @returns {Promise<import('../lib/timeline.js').Timeline | undefined>}
 */
async function fetched(place) {
  try {
    const answer = await fetch(place);
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

customElements.define('site-player', SitePlayer);
