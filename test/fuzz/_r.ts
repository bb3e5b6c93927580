import { kafkaModel } from '#kafka/cluster.ts';
import { parseScenario } from '#scenario/parse.ts';
import { toCommands } from '#scenario/to-commands.ts';
import { Engine } from '#sim/engine.ts';
import { TraceStore } from '#trace/store.ts';
const { value } = parseScenario({
  cluster: {},
  topics: [{ name: 'orders' }],
  producers: [],
  groups: [{ id: 'g2', topics: ['orders'], consumers: [{}, {}, {}] }],
  consumers: [],
  commands: [],
});
const make = () => {
  const t = TraceStore.create();
  const e = new Engine(kafkaModel, value!.seed, t);
  for (const c of toCommands(value!)) e.submit(c);
  return { t, e };
};
const a = make();
a.e.runUntil(20e6);
const { t, e } = make();
e.runUntil(10e6);
const k = e.capture();
e.runUntil(Number(process.argv[2] ?? 12e6));
const f = TraceStore.create();
e.redirect(f);
e.restore(k);
e.runUntil(20e6);
console.log(a.t.length - k.nextEventId, f.length, a.e.nowUs);
for (let i = 0; i < f.length; i++) {
  const x = JSON.stringify(f.at(i)),
    y = JSON.stringify(a.t.at(k.nextEventId + i));
  if (x !== y) {
    console.log(i, x.slice(0, 400));
    console.log(y?.slice(0, 400));
    for (let j = Math.max(0, i - 6); j < i; j++) console.log(JSON.stringify(f.at(j)).slice(0, 200));
    break;
  }
}
for (const [n, tr, off] of [
  ['replay', f, 0],
  ['straight', a.t, k.nextEventId],
] as const) {
  console.log('--', n);
  let c = 0;
  for (let i = 0; i < 1600 && c < 14; i++) {
    const ev = tr.at(off + i) as any;
    if (ev && ev.node === 'consumer-g2-c1' && ev.id >= 2380) {
      c++;
      console.log(ev.id, ev.atUs, ev.type, JSON.stringify(ev.data).slice(0, 160));
    }
    if (ev && ev.type === 'metadata.refreshed' && ev.node === 'consumer-g2-c1')
      console.log('   REF', ev.id, JSON.stringify(ev.data));
  }
}
for (let i = 0; i < k.nextEventId; i++) {
  const ev = a.t.at(i) as any;
  if (
    ev.node === 'consumer-g2-c1' &&
    (ev.type === 'metadata.refreshed' ||
      ev.data?.body?.api === 'Metadata' ||
      ev.type === 'node.connected')
  )
    console.log('before', ev.id, ev.atUs, ev.type, JSON.stringify(ev.data).slice(0, 150));
}
const st = (e as any).world?.nodes?.get('consumer-g2-c1');
