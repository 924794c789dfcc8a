// The page's style: one sheet, two palettes, and paper.

import { UNIT_TINTS } from './unit-tints.ts'

const LIGHT = `
--bg:#f7f7f5;--panel:#fff;--ink:#1b2127;--muted:#59636d;--line:#dcdfe2;--soft:#eef0f1;--link:#22578f;
--holds:#1d6b41;--violated:#b3202a;--undecided:#8a5a00;--harness:#6a3fa0;--bad:#fdecec;--pick:#e2ecf8;
--lane:#ffffffb8;--phase0:#eceff1;--phase1:#f4f2ea;--grid:#00000012;
--running:#cfe3d4;--booting:#f1dfa9;--rebooting:#8db4e2;--rebootline:#2f62a1;--offline:#8a929a;
--held:#7a52ae;--cut:#c0560f;--leader:#d5dce3;--noleader:#f3c6c2;--up:#9cc5a8;--down:#8c2f39;--hatch:#6d7781;
--v0:#dbe1e5;--v1:#b9d5db;--v2:#97c6cf;--v3:#78b6c1;--v4:#58a4b2;--v5:#d9d2c4;
--u0:#77aadd;--u1:#99ddff;--u2:#44bb99;--u3:#bbcc33;--u4:#aaaa00;--u5:#eedd88;--u6:#ee8866;--u7:#ffaabb;
--f0:#d9795d;--f1:#8f9aa5;--f2:#d3a13a;--f3:#c98a4b;--f4:#6fa3a8;--f5:#b07fb0;--f6:#8a8f5a;--f7:#6d86b8;--action:#3b4754`
const DARK = `
--bg:#14181b;--panel:#1b2024;--ink:#e4e8eb;--muted:#9aa5af;--line:#323a41;--soft:#242a2f;--link:#8fbdf0;
--holds:#6ecb95;--violated:#ff8b86;--undecided:#e8b650;--harness:#c5a2f5;--bad:#40201f;--pick:#24384f;
--lane:#1b2024b8;--phase0:#1f252a;--phase1:#26251f;--grid:#ffffff14;
--running:#2e5540;--booting:#6a5620;--rebooting:#33619a;--rebootline:#8fbdf0;--offline:#7d8790;
--held:#a981e0;--cut:#e2894a;--leader:#3b4650;--noleader:#6b3634;--up:#44795a;--down:#e07a77;--hatch:#a5b0ba;
--v0:#39434b;--v1:#32505a;--v2:#2c606d;--v3:#267181;--v4:#1f8598;--v5:#4d473c;
--u0:#21424b;--u1:#1459b8;--u2:#0c6b49;--u3:#4f6f36;--u4:#493f04;--u5:#975a10;--u6:#612e25;--u7:#c21678;
--f0:#9a4a35;--f1:#5a656f;--f2:#806016;--f3:#8a5526;--f4:#3e6b70;--f5:#75497a;--f6:#5a5f2c;--f7:#3d5687;--action:#c3ccd4`

export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark;${DARK}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
main{max-width:1280px;margin:0 auto;padding:28px 24px 110px}
header{display:flex;gap:16px;align-items:flex-start;justify-content:space-between}
h1{font-size:25px;line-height:1.3;margin:10px 0 4px;font-weight:650;letter-spacing:-.01em;max-width:60ch}
h2{font-size:17px;margin:36px 0 10px;font-weight:650}
h3{font-size:14px;margin:18px 0 6px;font-weight:650}
p{margin:6px 0;max-width:85ch}
.muted{color:var(--muted)}
.mono,code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em}
.badge{display:inline-block;padding:3px 12px;border-radius:4px;font-weight:700;font-size:13px;letter-spacing:.05em;text-transform:uppercase;border:2px solid currentColor}
.badge.holds{color:var(--holds)}
.badge.violated{background:var(--violated);border-color:var(--violated);color:var(--panel)}
.badge.undecided{color:var(--undecided);border-style:dashed}
.badge.harness-fault{color:var(--harness);border-style:double;border-width:4px}
.word{font-weight:650;white-space:nowrap}
.word.holds,.word.met,.word.seen,.word.ok{color:var(--holds)}.word.violated,.word.unseen{color:var(--violated)}
.word.undecided,.word.fail,.word.unknown{color:var(--undecided)}.word.broken{color:var(--harness)}.word.unmet,.word.moot{color:var(--muted)}
button{font:inherit;font-size:13px;color:var(--ink);background:var(--panel);border:1px solid var(--line);border-radius:5px;padding:4px 10px;cursor:pointer;white-space:nowrap}
button:hover{background:var(--soft)}
:focus-visible{outline:2px solid var(--link);outline-offset:1px}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:7px;padding:12px 16px}
dl.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:10px 24px;margin:14px 0 0}
dl.facts dt{font-size:12px;color:var(--muted)}dl.facts dd{margin:0}dl.facts .wide{grid-column:span 2}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;font-weight:600;font-size:12px;color:var(--muted);padding:5px 12px 5px 0;border-bottom:1px solid var(--line);white-space:nowrap}
td{padding:5px 12px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
.units td:first-child{min-width:11ch}.units td:nth-child(3){min-width:13ch}.named{display:flex;gap:6px}.swatch{flex:none;margin-top:5px}ul.why{list-style:none;margin:0;padding:0}ul.why li+li{margin-top:2px;color:var(--muted)}
td.tight{white-space:nowrap;width:1%}
td.number{text-align:right;font-variant-numeric:tabular-nums}
ol.steps,ol.events{margin:0;padding-left:34px}
ol.steps li,ol.events li{padding:4px 0}
ol.steps li::marker{font-weight:650;color:var(--muted)}
ol.events li::marker{font-weight:700;color:var(--violated)}
.outcome{font-size:13px;color:var(--muted)}
a{color:var(--link)}
.diagram{display:flex;background:var(--panel);border:1px solid var(--line);border-radius:7px;overflow:hidden}
.diagram .names{flex:none;display:block}.edge{stroke:var(--line)}
.diagram .plot{overflow-x:auto;flex:1;min-width:0}
.diagram .drawing{display:block}
.diagram text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--ink)}
.diagram text.name{font-size:13px;font-weight:650}
.diagram text.detail,.diagram text.tick,.diagram text.fold-label{fill:var(--muted);font-size:10.5px}
.diagram text.phase-name{fill:var(--muted);font-weight:600}
.diagram text.t{pointer-events:none}.diagram text.halo,.diagram text.t-action,.diagram text.t-frozen,.diagram text.t-slot-writing,.diagram text.t-slot-failed,.diagram text.t-machine-lost,.diagram text.t-v-lost,.diagram text.t-unit-gap,.diagram text.t-unit-missing{paint-order:stroke;stroke:var(--panel);stroke-width:5px;stroke-linejoin:round}
.lane{fill:var(--lane)}.names .lane{fill:var(--soft)}
.phase-0{fill:var(--phase0)}.phase-1{fill:var(--phase1)}.phase-edge{stroke:var(--line)}
.grid{stroke:var(--grid)}
.b{stroke:none;fill:var(--leader)}
.b.running{fill:var(--running)}.b.booting{fill:var(--booting)}.b.rebooting{fill:var(--rebooting)}
.b.off{fill:none;stroke:var(--offline);stroke-dasharray:3 3}
.b.frozen{fill:url(#hatch-frozen)}.b.cut{fill:var(--cut)}.b.held{fill:var(--held)}
.b.no-leader{fill:var(--noleader)}.b.leader{stroke:var(--panel)}
.b.lost{fill:url(#hatch-lost);stroke:var(--violated);stroke-width:.8}
.b.member-up{fill:var(--up)}.b.member-down{fill:var(--down)}.b.member-paused{fill:url(#hatch-frozen)}
.b.action{fill:var(--action)}
${[0, 1, 2, 3, 4].map((n) => `.b.v${n}{fill:var(--v${n})}`).join('')}.b.v-others{fill:var(--v5)}
.area{shape-rendering:crispEdges}.b.v-off{fill:var(--panel)}.b.v-lost{fill:url(#hatch-lost)}.diagram text.t-v-off{fill:var(--muted)}
.b.reset{fill:var(--noleader);stroke:var(--violated)}.b.machine-lost{fill:url(#hatch-lost);stroke:var(--violated)}
.b.slot-back{stroke:var(--violated);stroke-width:1.5}
.b.slot-failed{fill:url(#hatch-lost);stroke:var(--violated);stroke-dasharray:4 2}
.b.slot-writing{fill:url(#hatch-writing)}.b.slot-written,.b.slot-next{fill:none;stroke:var(--muted)}.b.slot-written{stroke-dasharray:2 2}
${[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `.b.fault-${n}{fill:var(--f${n})}`).join('')}
.b.unit-copy{stroke:var(--panel);stroke-width:.6}
${Array.from({ length: UNIT_TINTS }, (_, n) => `.b.u${n}{fill:var(--u${n})}`).join('')}
.b.unit-changing{fill:url(#hatch-unit)}.b.unit-count{fill:var(--up)}.b.unit-missing{fill:url(#hatch-lost)}
.b.unit-scheduled{fill:none;stroke:var(--muted)}.b.unit-gap{fill:url(#hatch-lost);stroke:var(--violated);stroke-width:.8;stroke-dasharray:4 2}
.break{fill:none;stroke:var(--rebootline);stroke-width:1.6}
.hatch-frozen-ground{fill:var(--panel);opacity:.75}.hatch-frozen-line{fill:var(--hatch)}
.hatch-lost-ground{fill:none}.hatch-lost-line{fill:var(--violated);opacity:.3}
.hatch-cut-ground{fill:none}.hatch-cut-line{fill:var(--cut)}
.hatch-unit-ground{fill:none}.hatch-unit-line{fill:var(--ink);opacity:.22}
.hatch-writing-ground{fill:none}.hatch-writing-line{fill:var(--v3)}
.m{fill:var(--action);stroke:none}
.m-asked{fill:var(--panel);stroke:var(--action);stroke-width:1.5}.m-granted{fill:var(--held)}
.m-offer,.m-grant{fill:var(--link)}.m-stopped{fill:var(--violated)}.m-finished{fill:none;stroke:var(--holds);stroke-width:2}
.m-refused,.m-fell-back{fill:none;stroke:var(--violated);stroke-width:1.7}.m-unhealthy{fill:none;stroke:var(--undecided);stroke-width:1.5}
.m-busy,.m-unsure{fill:none;stroke:var(--undecided);stroke-width:1.7}.m-crashed{fill:var(--violated)}.m-put,.m-put-bare{fill:var(--held)}
.m-fleet-joined,.m-fleet-left,.m-fleet-duplicate{fill:none;stroke:var(--muted);stroke-width:1.6}.m-fleet-fenced{fill:none;stroke:var(--violated);stroke-width:1.4}
.m-engine-leads{fill:var(--link)}.m-engine-yields{fill:none;stroke:var(--link);stroke-width:1.3}
.fold{fill:var(--panel)}.fold-edge{fill:none;stroke:var(--muted)}
.violation{stroke:var(--violated);stroke-width:1.3;stroke-dasharray:5 3}
.diagram text.violation-label{fill:var(--violated);font-weight:700;font-size:12px}
.joined{fill:none;stroke:var(--violated);stroke-width:1;opacity:.65}
.circle{fill:none;stroke:var(--violated);stroke-width:2.2}
.badge-box{fill:var(--violated)}.diagram text.badge-text{fill:var(--panel);font-weight:700;font-size:10.5px}
.cursor{stroke:var(--link);stroke-width:1.5}
[data-e]{cursor:pointer}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;margin:10px 0;font-size:12.5px;color:var(--muted)}
.legend li{display:flex;align-items:center;gap:6px}
.tools{display:flex;gap:10px;align-items:center;flex-wrap:wrap;margin-bottom:8px}
.tools input{font:inherit;font-size:14px;flex:1 1 260px;max-width:420px;padding:5px 9px;color:var(--ink);background:var(--panel);border:1px solid var(--line);border-radius:5px}
kbd{font:11px ui-monospace,Menlo,Consolas,monospace;border:1px solid var(--line);border-bottom-width:2px;border-radius:4px;padding:1px 5px;background:var(--panel)}
.scroll{max-height:560px;overflow:auto;border:1px solid var(--line);border-radius:7px;background:var(--panel)}
.scroll th{position:sticky;top:0;background:var(--panel);z-index:1}
.scroll th:first-child,.scroll td:first-child{padding-left:14px}
.history td{font-size:13px;padding-top:3px;padding-bottom:3px}
tr.bad td{background:var(--bad)}tr.bad td:first-child{box-shadow:inset 4px 0 var(--violated)}
tr.pick td{background:var(--pick)}
.bar{position:fixed;left:0;right:0;bottom:0;background:var(--panel);border-top:1px solid var(--line);padding:8px 24px;font-size:13px;max-height:45vh;overflow:auto;box-shadow:0 -2px 10px #0002}
.stepping main{padding-bottom:50vh}#slider{width:100%;margin:4px 0;accent-color:var(--link)}
#state{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:6px;align-items:start}
.card{border:1px solid var(--line);border-radius:5px;padding:4px 8px;font-size:12px;min-width:0}.card.wide{grid-column:1/-1}.card .head{color:var(--muted)}.card .head b{color:var(--ink)}
.card.now,.chip.now{outline:2px solid var(--link)}
.dot{display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:5px;border:1px solid var(--muted)}
.dot.running{background:var(--running)}.dot.booting{background:var(--booting)}.dot.rebooting{background:var(--rebooting)}
.chip{display:inline-block;margin:3px 4px 0 0;padding:0 6px;border-left:6px solid var(--line);background:var(--soft);border-radius:3px;max-width:100%}
.chip.idle{background:none;border-top:1px dashed var(--line);border-bottom:1px dashed var(--line);border-right:1px dashed var(--line)}
${Array.from({ length: UNIT_TINTS }, (_, n) => `.chip.u${n}{border-left-color:var(--u${n})}`).join('')}
.bar pre{margin:2px 0 0;white-space:pre-wrap;color:var(--muted)}
.replay{display:flex;gap:10px;align-items:center}
.replay pre{flex:1;margin:0;white-space:pre-wrap;user-select:all}
[hidden]{display:none!important}
@media print{
@page{size:A4 landscape;margin:12mm}
body{background:none;font-size:11px}main{max-width:none;padding:0}
button,.tools,.bar,.cursor{display:none!important}
h2{break-after:avoid}.panel,tr,ol.steps li{break-inside:avoid}
.diagram{break-inside:avoid}.diagram .names,.diagram .plot{flex:0 0 var(--part);width:var(--part);height:auto;overflow:visible}
.diagram .drawing{width:100%;height:auto}.scroll{max-height:none;overflow:visible;border:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
