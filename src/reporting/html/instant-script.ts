// What runs in the page for the state at one instant: carries the changes out up to the event that is picked, and shows what
// each machine does, which units run there, and what the registry has to say of them. Part of `script.ts`.

/** Defines `instant(index, event)`, which fills the element `state`. Uses `$`, `data`, `element` and `plain`. */
export const INSTANT_SCRIPT = String.raw`
  const instant = (() => {
    const { machines, units, fields, values, changes, until } = data.instant;
    const MOST_CARDS = 48, MOST_CHIPS = 12, MOST_NOWHERE = 24;
    const POWER = { runs: 'running', boots: 'booting', reboots: 'rebooting' };
    const places = new Map(machines.map(([id, fleet], place) => [fleet, place]).filter(([fleet]) => fleet !== null).reverse());
    let cluster, next, at;
    const forget = () => { cluster = { machines: machines.map(() => ({ units: new Map() })), units: new Map(), engine: undefined }; next = 0; at = -2; };
    const entry = (map, key) => { if (!map.has(key)) map.set(key, {}); return map.get(key); };
    const apply = (place) => {
      const [, machine, unit, field, value] = changes.slice(place, place + 5);
      const owner = machine < 0 ? (unit < 0 ? cluster : entry(cluster.units, unit)) : unit < 0 ? cluster.machines[machine] : entry(cluster.machines[machine].units, unit);
      owner[fields[field]] = value < 0 ? undefined : values[value];
      owner.since = changes[place];
    };
    const seek = (index) => {
      if (index < at) forget();
      for (; next < changes.length && changes[next] <= index; next += 5) apply(next);
      at = index;
    };
    forget();
    const cut = (text, length) => text.length > length ? text.slice(0, length - 1) + '\u2026' : text;
    const chip = (unit, words, changed, runs) => {
      const [name, tint] = units[unit];
      const made = element('span', 'chip ' + tint + (changed ? ' now' : '') + (runs ? '' : ' idle'));
      made.title = plain(name + ': ' + words);
      made.append(element('b', '', cut(name, 40)), ' ' + plain(cut(words, 80)));
      return made;
    };
    const more = (left) => left > 0 ? [element('span', 'muted', 'and ' + left + ' more')] : [];
    // What runs there, and how that differs from what the registry has.
    const words = (here, job, fleet) => {
      const copies = Number(here.copies || 0);
      const said = [];
      if (copies > 1) said.push(copies + ' copies');
      if (here.shows) said.push((copies === 0 && here.shows.startsWith('active ') ? 'no process, last shown as ' : '') + here.shows);
      else if (copies > 0) said.push('runs');
      if (job.target === fleet && fleet !== null) {
        if (!here.shows && copies === 0) said.push('scheduled here');
        if (job.claim !== fleet) said.push(job.claim === undefined ? 'no claim' : 'the claim is ' + job.claim + "'s");
      } else {
        if (job.target !== undefined) said.push('scheduled to ' + job.target);
        if (job.claim !== undefined) said.push(job.claim === fleet ? 'has the claim' : 'the claim is ' + job.claim + "'s");
      }
      return said.join(', ');
    };
    const byName = ([a], [b]) => units[a][0] < units[b][0] ? -1 : 1;
    const card = (place, there, index) => {
      const [id, fleet] = machines[place];
      const machine = cluster.machines[place];
      const made = element('div', 'card' + (machine.since === index ? ' now' : ''));
      const head = element('div', 'head');
      const power = machine.power || 'off';
      const facts = [power, machine.frozen, machine.release, machine.lock, machine.member].filter(Boolean);
      if (cluster.engine !== undefined && cluster.engine === fleet) facts.push('engine leads');
      head.append(element('i', 'dot ' + (POWER[power] || 'off')), element('b', '', cut(id, 40)), ' ' + plain(cut(facts.join(' \u00b7 '), 120)));
      const list = [...there].sort(byName);
      made.append(head, ...list.slice(0, MOST_CHIPS).map(([unit, here]) => {
        const job = cluster.units.get(unit) || {};
        return chip(unit, words(here, job, fleet), here.since === index || job.since === index, Number(here.copies || 0) > 0);
      }), ...more(list.length - MOST_CHIPS));
      return made;
    };
    const nowhere = (list, index) => {
      const made = element('div', 'card wide');
      const head = element('div', 'head');
      head.append(element('i', 'dot off'), element('b', '', 'on no machine'));
      made.append(head, ...list.sort(byName).slice(0, MOST_NOWHERE).map(([unit, job]) =>
        chip(unit, 'to be ' + job.wanted + (job.target === undefined ? '' : ', scheduled to ' + job.target) + (job.claim === undefined ? '' : ', the claim is ' + job.claim + "'s"), job.since === index, false)), ...more(list.length - MOST_NOWHERE));
      return made;
    };
    return (index, event) => {
      const box = $('state');
      if (index > until) { box.replaceChildren(element('p', 'muted', 'The history changes too much: the cluster is followed up to event ' + (until + 1) + ' only.')); return; }
      seek(index);
      const there = cluster.machines.map(({ units }) => new Map([...units].filter(([, here]) => here.shows || here.copies)));
      const placed = new Set(there.flatMap((units) => [...units.keys()]));
      for (const [unit, job] of cluster.units) {
        for (const place of [places.get(job.target), places.get(job.claim)]) {
          if (place === undefined) continue;
          placed.add(unit);
          if (!there[place].has(unit)) there[place].set(unit, {});
        }
      }
      const waiting = [...cluster.units].filter(([unit, job]) => !placed.has(unit) && job.wanted !== undefined && job.wanted !== 'inactive');
      const source = String(event.source).replace(/\.\d+$/, '');
      // Of many machines first those that the event is about, then those that do not simply run.
      const rank = (place) => [event.machine, source].includes(machines[place][0]) ? 0 : cluster.machines[place].since === index ? 1 : cluster.machines[place].power !== 'runs' ? 2 : there[place].size > 0 ? 3 : 4;
      let order = machines.map((_, place) => place);
      if (order.length > MOST_CARDS) order = order.map((place) => [rank(place), place]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, MOST_CARDS).map(([, place]) => place);
      const left = machines.length - order.length;
      box.replaceChildren(...(waiting.length > 0 ? [nowhere(waiting, index)] : []),
        ...order.map((place) => card(place, there[place], index)),
        ...(left > 0 ? [element('p', 'muted', 'and ' + left + ' more machines')] : []));
    };
  })();
`
