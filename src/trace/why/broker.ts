// Why a broker is fenced, unfenced or refused, and what depends on it.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { BrokerFrame } from '#trace/frame.ts';
import { count, type Fact, type Finding, GONE, now, since } from './answer.ts';
import type { Past } from './memory.ts';
import { noController, silenceOf, statusEvent } from './process.ts';
import { cutFromController, metadataLag } from './replica.ts';
import { brokerSession } from './settings.ts';

export function brokerFinding(past: Past, id: number): Finding {
  const { frame } = past;
  const broker = frame.brokers.get(id);
  if (broker === undefined) return GONE;
  const silence = silenceOf(past, nodeIds.broker(id));
  const decision = past.last(
    (event) =>
      (event.type === 'broker.fenced' ||
        event.type === 'broker.unfenced' ||
        event.type === 'broker.registered' ||
        event.type === 'broker.shutting-down') &&
      event.data.broker === id,
  );
  const cut = cutFromController(past, id);
  const facts: Fact[] = [];
  if (silence !== undefined) facts.push(silence);
  else if (cut !== undefined) facts.push(cut);
  const isOld = isOldIncarnation(past, broker);
  const controller = noController(past);
  if (isOld && broker.registration !== 'fenced') {
    facts.push(
      since(
        statusEvent(past, nodeIds.broker(id)),
        `It was started again: a new incarnation, which the controller refuses with DUPLICATE_BROKER_REGISTRATION while the session of the old one lasts.`,
      ),
    );
  }
  if (broker.registration === 'fenced' && decision !== undefined) {
    facts.push(...fencedFacts(past, broker));
  } else if (
    broker.registration === 'unfenced' &&
    (silence !== undefined || isOld || cut !== undefined)
  ) {
    facts.push(
      controller ??
        now(
          `The controller counts on it until no heartbeat has come for ${brokerSession(frame)}; then it is fenced, and other replicas lead.`,
        ),
    );
  } else if (broker.registration === 'controlled shutdown') {
    facts.push(
      since(
        decision,
        silence === undefined
          ? 'It asked for controlled shutdown: it leaves every ISR and gives its leaders away. It ends when the answer to a heartbeat says that it may.'
          : 'It ended by controlled shutdown: its leaders moved before it went.',
      ),
    );
  } else if (broker.registration === 'unfenced') {
    facts.push(since(decision, 'It is unfenced: it may lead partitions and be in ISRs.'));
  }
  facts.push(...diskFacts(past, broker), ...replicaFacts(past, id));
  const last = silence ?? cut;
  return {
    headline: headlineOf(broker, isOld),
    facts,
    last:
      broker.registration === 'fenced'
        ? past.lastOf('broker.fenced', (data) => data.broker === id)
        : last?.since == null
          ? decision
          : past.trace.at(last.since.eventId),
  };
}

function headlineOf({ id, status, registration }: BrokerFrame, isOld: boolean): string {
  const whose = isOld ? ' in the metadata, by its former incarnation' : '';
  const state = registration === 'controlled shutdown' ? 'in controlled shutdown' : registration;
  return `Broker ${id} is ${status}, and ${state}${whose}.`;
}

/** The registration that the controller has is of the process before this one. */
function isOldIncarnation(past: Past, { id, status }: BrokerFrame): boolean {
  if (status !== 'running') return false;
  const started = past.last(
    (event) => event.type === 'node.started' && event.node === nodeIds.broker(id),
  );
  const registered = past.lastOf('broker.registered', (data) => data.broker === id);
  return started !== undefined && registered !== undefined && registered.id < started.id;
}

function fencedFacts(past: Past, broker: BrokerFrame): Fact[] {
  const { id } = broker;
  const facts: Fact[] = [];
  const fenced = past.lastOf('broker.fenced', (data) => data.broker === id);
  const registered = past.lastOf('broker.registered', (data) => data.broker === id);
  if (registered !== undefined && registered.id > (fenced?.id ?? -1)) {
    facts.push(
      since(
        registered,
        `It registered with broker epoch ${broker.brokerEpoch}. Everybody begins fenced, until a heartbeat tells that it has caught up with the metadata log.`,
      ),
    );
  } else if (fenced !== undefined) {
    const why =
      fenced.data.reason === 'session timeout'
        ? `no heartbeat had come for ${brokerSession(past.frame)}`
        : fenced.data.reason === 'shutdown'
          ? 'it was shut down in good order'
          : 'it asked for it';
    facts.push(
      since(fenced, `The controller fenced it: ${why}. It leads nothing and is in no ISR.`),
    );
  }
  const lag = metadataLag(past.frame, id);
  if (lag !== undefined && broker.status === 'running') facts.push(lag);
  return facts;
}

function diskFacts(past: Past, { id, appendLatencyUs }: BrokerFrame): Fact[] {
  if (appendLatencyUs === 0) return [];
  const event = past.lastOf('disk.changed', (data) => data.broker === id);
  return [
    since(
      event,
      `Its disk is slow: each append takes ${appendLatencyUs / 1_000} ms. Wherever it is in the ISR, the high watermark and acks=all wait for it.`,
    ),
  ];
}

function replicaFacts({ frame }: Past, id: number): Fact[] {
  let behind = 0;
  let leads = 0;
  for (const topic of frame.topics.values()) {
    for (const { state } of topic.partitions) {
      if (state.replicas.includes(id) && !state.isr.includes(id)) behind += 1;
      if (state.leader === id) leads += 1;
    }
  }
  const facts: Fact[] = [];
  if (leads > 0 && frame.brokers.get(id)?.status !== 'running') {
    facts.push(
      now(
        `${count(leads, 'partition')} ${leads === 1 ? 'has' : 'have'} it as leader meanwhile: nobody can write to them.`,
      ),
    );
  }
  if (behind > 0) {
    facts.push(
      now(`${count(behind, 'replica')} of it ${behind === 1 ? 'is' : 'are'} not in the ISR.`),
    );
  }
  return facts;
}
