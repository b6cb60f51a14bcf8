/** A question that must be answered before going on, in a dialog. */

import { h } from './dom.js';

/**
 * @typedef {{value: string, label: string, main?: boolean}} Choice
 * @typedef {{title: string, text?: string, choices: Choice[], field?: {label: string, value?: string}}} Question
 */

/**
 * Ask; resolves to the choice and what was typed. Escape is the last choice.
 *
 * @param {Question} question
 * @returns {Promise<{choice: string, typed: string}>}
 */
export function ask({ title, text, choices, field }) {
  return new Promise((resolve) => {
    const last = choices[choices.length - 1]?.value ?? '';
    const typed = h('input', { type: 'text', id: 'ask-field', value: field?.value ?? '', autocomplete: 'off' });
    const dialog = h('dialog', { class: 'ask', 'aria-labelledby': 'ask-title' },
      h('form', { method: 'dialog' },
        h('h2', { id: 'ask-title' }, title),
        text && h('p', {}, text),
        field && h('label', { for: 'ask-field' }, field.label),
        field && typed,
        h('div', { class: 'choices' },
          choices.map(({ value, label, main }) => h('button', { type: 'submit', value, class: main ? 'main' : '' }, label)))));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve({ choice: dialog.returnValue || last, typed: typed.value.trim() });
    });
    document.body.append(dialog);
    dialog.showModal();
    if (field) typed.select();
  });
}
