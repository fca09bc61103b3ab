import { icon } from './icons.js';
import { language, setLanguage, t } from './texts.js';
import { drawViewSettings } from './view-settings.js';

const byId = (id) => document.getElementById(id);

/** The words that stand in the page itself, in the page's language. */
export function drawWords() {
  document.documentElement.lang = language();
  for (const node of document.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll('[data-t-label]'))
    node.setAttribute('aria-label', t(node.dataset.tLabel));
}

/** The pictures of the page's own buttons. */
export function drawIcons() {
  byId('menu-toggle').append(icon('menu'));
  byId('view-toggle').prepend(icon('gear'));
  byId('guide-toggle').prepend(icon('guide'));
  byId('traffic-toggle').prepend(icon('traffic'));
  byId('traffic-close').append(icon('close'));
}

/** Language, colours and width, as the settings say. */
export function applySettings(settings, changed) {
  setLanguage(settings.language);
  const root = document.documentElement;
  if (settings.theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = settings.theme;
  document.body.classList.toggle('phone', settings.phone);
  drawViewSettings(byId('view-settings'), settings, changed);
}

/** On a telephone the channels lie over the page. */
export function showMenu(isOpen) {
  document.body.classList.toggle('menu-open', isOpen);
  byId('menu-toggle').setAttribute('aria-expanded', String(isOpen));
}

/** Whether they do. */
export const isMenuOpen = () => document.body.classList.contains('menu-open');

/** Opens or closes one of the panels beside the workspace. */
export function showPanel(name, isOpen) {
  byId(name).hidden = !isOpen;
  byId(`${name}-toggle`).setAttribute('aria-expanded', String(isOpen));
  byId('tools').hidden = ['guide', 'traffic'].every((one) => byId(one).hidden);
}

/** Whether a panel is open. */
export const isPanelOpen = (name) => !byId(name).hidden;

/** Where there is room for it, the panel does not cover the workspace. */
export const hasRoom = () => matchMedia('(min-width: 1100px)').matches;

/** Dialogs lie over everything; this tells them where the workspace is that they belong to. */
export function followStage() {
  const stage = byId('stage');
  const measure = () => {
    const { left, width, top, height } = stage.getBoundingClientRect();
    const style = document.documentElement.style;
    style.setProperty('--stage-left', `${left}px`);
    style.setProperty('--stage-top', `${top}px`);
    style.setProperty('--stage-width', `${width}px`);
    style.setProperty('--stage-height', `${height}px`);
  };
  new ResizeObserver(measure).observe(stage);
  // In the frame of a telephone it keeps its size and only moves.
  for (const other of [document.body, byId('tools')]) new ResizeObserver(measure).observe(other);
  measure();
}
