/** The page's frame: lets the device in, and shows the room that the address names. */

import { decoded } from './lib/address.js';
import { post } from './lib/api.js';
import { h, show } from './lib/dom.js';
import { live } from './lib/live.js';
import { choose, say } from './lib/words.js';

/**
 * The rooms by the first word of the address; `theme` is how they are lit, `bare` whether they have no bar.
 *
 * @type {Record<string, {load: () => Promise<unknown>, tag: string, theme?: 'dark' | 'light', bare?: boolean}>}
 */
const ROOMS = {
  session: { load: () => import('./rooms/session.js'), tag: 'coach-session', theme: 'dark', bare: true },
  '': { load: () => import('./rooms/home.js'), tag: 'coach-home' },
  prepare: { load: () => import('./rooms/prepare.js'), tag: 'coach-prepare' },
  write: { load: () => import('./rooms/write.js'), tag: 'coach-write', theme: 'light' },
  listen: { load: () => import('./rooms/listen.js'), tag: 'coach-listen', theme: 'dark', bare: true },
  reminders: { load: () => import('./rooms/reminders.js'), tag: 'coach-reminders', theme: 'light' },
  history: { load: () => import('./rooms/history.js'), tag: 'coach-history', theme: 'light' },
  devices: { load: () => import('./rooms/devices.js'), tag: 'coach-devices' },
};
const IN_BAR = ['', 'write', 'reminders', 'history', 'devices'].filter((name) => name in ROOMS);

const bar = h('nav', { class: 'bar', 'aria-label': say('nav.rooms') });
const main = h('main', { id: 'main', tabIndex: -1 });

/** What the address says: the room, and what it is about. */
function place() {
  const [room = '', ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  return { room: room in ROOMS ? room : '', about: rest.map(decoded).join('/') };
}

async function enter() {
  const { room, about } = place();
  const { load, tag, theme, bare } = /** @type {typeof ROOMS['']} */ (ROOMS[room]);
  const lit = theme ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');
  document.documentElement.className = lit;
  bar.hidden = bare ?? false;
  drawBar(room);
  try {
    await load();
  } catch {
    show(main, h('p', { class: 'notice trouble', role: 'alert' }, say('error.room')));
    return;
  }
  if (place().room !== room || place().about !== about) return; // gone on meanwhile
  const element = document.createElement(tag);
  if (about) element.setAttribute('about', about);
  show(main, element);
  scrollTo(0, 0);
}

/** @param {string} room */
function drawBar(room) {
  const links = IN_BAR.map((name) =>
    h('a', { href: `#/${name}`, 'aria-current': name === room ? 'page' : null }, say(`nav.${name || 'home'}`)),
  );
  const icon = h('img', { src: new URL('icon.svg', import.meta.url).href, alt: '' });
  const playing = live.playing && room !== 'session'
    ? h('a', { class: 'playing', href: '#/session' }, say('nav.session', { title: live.session?.title ?? '' })) : null;
  show(bar, h('a', { class: 'brand', href: '#/' }, icon, say('app.name')), playing, links);
}

/** Show what a device sees that was not let in. @param {string} [sentence] */
async function showKeyNeeded(sentence) {
  bar.hidden = true;
  await import('./rooms/key.js');
  show(main, h('coach-key', { sentence: sentence ?? '' }));
}

/** A link with a key lets this device in, once. */
async function exchangeKey() {
  const key = /^#key=([\w-]+)$/.exec(location.hash)?.[1];
  if (!key) return true;
  history.replaceState(null, '', location.pathname);
  try {
    await post('api/pair', { key });
  } catch (error) {
    // A key that was used may have been used by this very device, which is then in.
    if (!(await fetch('api/devices')).ok) {
      await showKeyNeeded(/** @type {Error} */ (error).message);
      return false;
    }
  }
  return true;
}

async function start() {
  await choose(navigator.languages);
  const skip = h('a', { class: 'skip', href: '#main' }, say('app.skip'));
  skip.addEventListener('click', (event) => {
    event.preventDefault(); // the address names the room
    main.focus();
  });
  document.body.prepend(skip, bar, main);
  addEventListener('hashchange', enter);
  addEventListener('coach-key-needed', () => void showKeyNeeded());
  if (!(await exchangeKey())) return;
  let title = '';
  live.addEventListener('session', () => {
    const playing = live.playing ? (live.session?.title ?? '') : '';
    if (playing === title) return; // the focus may be in the bar
    title = playing;
    drawBar(place().room);
  });
  live.begin();
  await enter();
}

void start();
