/** A page to print: the button that prints it. */

import { h } from './lib/dom.js';
import { choose, say } from './lib/words.js';

const language = document.documentElement.lang; // of what is printed; the button speaks the person's
await choose(navigator.languages);
document.documentElement.lang = language;
document.body.prepend(
  h('header', { class: 'paper-bar' },
    h('button', { type: 'button', onClick: () => print() }, say('paper.print')),
    h('span', {}, say('paper.about'))));
