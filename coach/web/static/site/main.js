/** A published site: its sessions, and the one that plays. */

import { decoded } from '../lib/address.js';
import { h, show } from '../lib/dom.js';
import { choose, say } from '../lib/words.js';
import './shelf.js';
import './player.js';

/** @typedef {import('./kept.js').Entry} Entry */

const main = h('main', { id: 'main', tabIndex: -1 });
/** @type {{title: string, sessions: any[], keys: import('../lib/source.js').Key[]}} */
let site;

/** Show what the address names: the session, or all of them. */
function enter() {
  const name = decoded(location.hash.replace(/^#\/?(play\/)?/, ''));
  const entry = site.sessions.find((session) => session.name === name);
  document.documentElement.className = 'dark';
  document.title = entry ? `${entry.title} · ${site.title}` : site.title;
  show(main, entry ? h('site-player', { entry, keys: site.keys }) : h('site-shelf', { site }));
  scrollTo(0, 0);
}

async function start() {
  await choose(navigator.languages);
  document.body.append(main);
  try {
    const list = /** @type {string} */ (document.documentElement.dataset['list']);
    const answer = await fetch(list);
    if (!answer.ok) throw new Error(String(answer.status));
    site = await answer.json();
  } catch {
    show(main, h('p', { class: 'notice trouble', role: 'alert' }, say('site.away')));
    return;
  }
  addEventListener('hashchange', enter);
  enter();
  // Not everywhere: only over https, or on this computer.
  if (isSecureContext && 'serviceWorker' in navigator) {
    await navigator.serviceWorker.register('worker.js', { scope: './' }).catch(() => undefined);
  }
}

void start();
