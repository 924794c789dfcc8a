// What runs in the page: stepping through the history, the filter, the theme and the copy button. The page is whole
// without it. It makes elements and sets their text, never markup.

import { INSTANT_SCRIPT } from './instant-script.ts'

export const SCRIPT = String.raw`
'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($('data').textContent);
  const bad = new Set(data.offending);
  const last = data.first + data.rows.length - 1;
  const body = $('rows'), scroll = $('scroll'), filter = $('filter'), note = $('note');
  const plots = document.querySelectorAll('.plot');
  const CHUNK = 300;
  let shown = null;              // indexes in the table; null: as the page came
  let from = 0, to = 0;          // the part of them that is drawn
  let picked = -1;
  const all = Array.from({ length: data.rows.length }, (_, i) => data.first + i);
  const entry = (index) => data.rows[index - data.first];
  const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;
  const plain = (text) => (String(text).toWellFormed?.() ?? String(text)).replace(controls, '\u25a1');
  const element = (name, cls, text) => {
    const made = document.createElement(name);
    if (cls) made.className = cls;
    if (text !== undefined) made.textContent = plain(text);
    return made;
  };
  const rowOf = (index) => {
    const [event, words, clock] = entry(index);
    const row = element('tr', (bad.has(index) ? 'bad' : '') + (index === picked ? ' pick' : ''));
    row.id = 'e' + index;
    row.dataset.e = index;
    row.append(element('td', 'tight number muted', index + 1), element('td', 'tight mono', clock),
      element('td', 'tight', event.source), element('td', 'tight mono', event.kind),
      element('td', '', words), element('td', 'tight mono muted', event.id));
    return row;
  };
  const draw = (around) => {
    from = Math.max(0, Math.min(shown.length - CHUNK, around - CHUNK / 2));
    to = Math.min(shown.length, from + CHUNK);
    body.replaceChildren(...shown.slice(from, to).map(rowOf));
  };
  const takeOver = (around) => {
    if (shown) return;
    shown = all;
    draw(around - data.first);
  };
  scroll.addEventListener('scroll', () => {
    if (!shown) {
      if (body.children.length === data.total) return;
      const top = body.children[0];
      const before = scroll.scrollTop;
      shown = all;
      from = Math.max(0, (top ? Number(top.dataset.e) : data.first) - data.first);
      to = Math.min(shown.length, from + body.children.length);
      scroll.scrollTop = before;
    }
    if (scroll.scrollTop + scroll.clientHeight > scroll.scrollHeight - 200 && to < shown.length) {
      const next = Math.min(shown.length, to + CHUNK);
      body.append(...shown.slice(to, next).map(rowOf));
      to = next;
    }
    if (scroll.scrollTop < 100 && from > 0) {
      const next = Math.max(0, from - CHUNK), height = scroll.scrollHeight;
      body.prepend(...shown.slice(next, from).map(rowOf));
      from = next;
      scroll.scrollTop += scroll.scrollHeight - height;
    }
  });
  filter.addEventListener('input', () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = words.length === 0 ? all : all.filter((index) => {
      const [event, text] = entry(index);
      const hay = (event.kind + ' ' + event.source + ' ' + event.id + ' ' + text).toLowerCase();
      return words.every((word) => hay.includes(word));
    });
    note.textContent = shown.length + ' of ' + data.total + ' events';
    const place = shown.indexOf(picked);
    draw(Math.max(0, place));
    if (place < 0) scroll.scrollTop = 0;
  });
  const xOf = (at) => {
    const corners = data.corners;
    let i = 1;
    while (i < corners.length - 1 && corners[i][0] < at) i++;
    const [t0, x0] = corners[i - 1], [t1, x1] = corners[i] || corners[i - 1];
    return x0 + (t1 === t0 ? 0 : Math.min(1, Math.max(0, (at - t0) / (t1 - t0)))) * (x1 - x0);
  };
${INSTANT_SCRIPT}
  const pick = (index, intoView) => {
    if (!(index >= data.first && index <= last)) return;
    $('e' + picked)?.classList.remove('pick');
    picked = index;
    if (!$('e' + index)) {
      takeOver(index);
      if (!shown.includes(index)) { shown = all; filter.value = ''; note.textContent = data.total + ' events'; }
      draw(shown.indexOf(index));
    }
    const row = $('e' + index);
    row.classList.add('pick');
    const middle = row.offsetTop - scroll.clientHeight / 2;
    scroll.scrollTop = middle;
    const [event, words, clock] = entry(index);
    $('bar').hidden = false;
    document.body.classList.add('stepping');
    slider.value = index;
    $('bar-words').textContent = '#' + (index + 1) + '  ' + clock + '  ' + event.kind + ': ' + plain(words);
    $('bar-raw').textContent = plain(JSON.stringify(event));
    instant(index, event);
    const x = xOf(event.at);
    for (const plot of plots) {
      const line = plot.querySelector('.cursor');
      line.setAttribute('x1', x);
      line.setAttribute('x2', x);
      if (x < plot.scrollLeft + 40 || x > plot.scrollLeft + plot.clientWidth - 40) plot.scrollLeft = x - plot.clientWidth / 2;
    }
    if (intoView) $(intoView)?.scrollIntoView({ block: 'start' });
  };
  const step = (by) => {
    const list = shown || all;
    const place = list.indexOf(picked);
    const next = place >= 0 ? place + by : Math.max(0, list.findIndex((index) => index >= picked));
    pick(list[Math.max(0, Math.min(list.length - 1, next))]);
  };
  const slider = $('slider');
  slider.min = data.first;
  slider.max = last;
  slider.addEventListener('input', () => pick(Number(slider.value)));
  let visit = 0;
  const violation = () => {
    if (data.offending.length === 0) return;
    pick(data.offending[visit++ % data.offending.length], 'diagram');
  };
  addEventListener('keydown', (key) => {
    if (key.ctrlKey || key.metaKey || key.altKey) return;
    if (key.key === 'Escape') { $('bar').hidden = true; document.body.classList.remove('stepping'); document.activeElement?.blur(); return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(key.target.tagName) && (key.target !== slider || key.key.startsWith('Arrow'))) return;
    if (key.key === 'j' || key.key === 'ArrowRight') step(1);
    else if (key.key === 'k' || key.key === 'ArrowLeft') step(-1);
    else if (key.key === 'v') violation();
    else return;
    key.preventDefault();
  });
  addEventListener('click', (click) => {
    const target = click.target.closest('[data-e]');
    if (!target) return;
    if (target.tagName === 'A') click.preventDefault();
    pick(Number(target.dataset.e), target.tagName === 'A' ? 'history' : undefined);
  });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  $('theme').addEventListener('click', () => {
    const root = document.documentElement;
    const now = root.dataset.theme || (dark.matches ? 'dark' : 'light');
    root.dataset.theme = now === 'dark' ? 'light' : 'dark';
  });
  $('copy').addEventListener('click', () => {
    const text = $('replay').textContent;
    const done = () => { $('copy').textContent = 'copied'; setTimeout(() => { $('copy').textContent = 'copy'; }, 1500); };
    const select = () => getSelection().selectAllChildren($('replay'));
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select);
    else select();
  });
  for (const id of ['theme', 'copy']) $(id).hidden = false;
  if (data.focus !== null && entry(data.focus)) {
    for (const plot of plots) plot.scrollLeft = xOf(entry(data.focus)[0].at) - plot.clientWidth / 2;
  }
  const start = data.focus !== null && $('e' + data.focus);
  if (start) scroll.scrollTop = start.offsetTop - scroll.clientHeight / 2;
  const asked = /^#e(\d+)$/.exec(location.hash);
  if (asked) pick(Number(asked[1]));
})();
`
