// Captions for what the engine tells: requests on their way, packets lost, processes that end and begin.
import type { TraceEvent, TraceEventOf } from '#kafka/events.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import type { EngineEventMap } from '#sim/event.ts';
import type { Frame } from '#trace/frame.ts';
import { nameOf } from '#trace/name.ts';
import { errorOf } from '#trace/project/errors.ts';
import { faultWords } from '#trace/sentence/fault.ts';
import { isPeoples, partitionName } from './facts.ts';
import {
  atOnce,
  type CaptionMoment,
  type CaptionRules,
  nextEvent,
  type Telling,
  telling,
} from './rule.ts';
import { errorWords } from './errors.ts';
import { capital, countOf, offsetsOf, timeOf } from './words.ts';

/** `broker-2` → `broker:2`, `consumer-c1` → `consumer:c1`. */
export function thingOf(node: string): string {
  const cut = node.indexOf('-');
  return `${node.slice(0, cut)}:${node.slice(cut + 1)}`;
}

function tellRequest({ node, data }: TraceEventOf<'request.sent'>): Telling | null {
  const body = data.body as RequestBody;
  const who = nameOf(node);
  const where = nameOf(data.to);
  const about = [thingOf(node), thingOf(data.to), `packet:${data.packet}`];
  switch (body.api) {
    case 'Produce': {
      const [first] = body.partitions;
      if (first === undefined || !isPeoples(first)) return null;
      const count = body.partitions.reduce((sum, { batch }) => sum + batch.records.length, 0);
      const what = ` ${countOf(count, 'record')} for ${body.partitions.length === 1 ? topicPartitionKey(first) : countOf(body.partitions.length, 'partition')}.`;
      return telling(`${who} sends a Produce request to ${where}:`, what, ...about);
    }
    case 'FindCoordinator':
      return telling(`${who} asks ${where}`, ' which broker coordinates its group.', ...about);
    case 'JoinGroup': {
      const id = body.memberId === '' ? ' It has no member id yet.' : '';
      return telling(`${who} asks ${where} to join group ${body.groupId}.`, id, ...about);
    }
    case 'SyncGroup':
      return body.assignments.length > 0
        ? telling(
            `${who}, the group’s leader, deals`,
            ` and sends the assignment to ${where}.`,
            ...about,
          )
        : telling(`${who} asks ${where}`, ' what it shall own.', ...about);
    case 'LeaveGroup':
      return telling(`${who} tells ${where}`, ' that it leaves the group.', ...about);
    default:
      return null;
  }
}

/** Batches of a Produce request that its leader knew already; null when it wrote something. */
function knownBatch(
  event: TraceEventOf<'response.sent'>,
  { trace }: CaptionMoment,
): { readonly sequence: number; readonly offset: number } | null {
  const answer = event.data.body as ResponseBody;
  const request = trace.at(event.cause);
  if (answer.api !== 'Produce' || request?.type !== 'request.received') return null;
  const body = request.data.body as RequestBody;
  const [asked, answered] = [
    body.api === 'Produce' ? body.partitions[0] : undefined,
    answer.partitions[0],
  ];
  if (asked === undefined || answered === undefined || answered.errorCode !== 'NONE') return null;
  if (asked.batch.baseSequence < 0 || answered.baseOffset < 0 || !isPeoples(asked)) return null;
  for (let id = request.id + 1; id < event.id; id += 1) {
    const between = trace.at(id);
    if (between?.type === 'records.appended' && between.cause === request.id) return null;
  }
  return { sequence: asked.batch.baseSequence, offset: answered.baseOffset };
}

function tellResponse(event: TraceEventOf<'response.sent'>, moment: CaptionMoment): Telling | null {
  const { node, data } = event;
  const body = data.body as ResponseBody;
  const about = [thingOf(node), thingOf(data.to), `packet:${data.packet}`];
  const known = knownBatch(event, moment);
  if (known !== null) {
    const meaning = ` ${capital(nameOf(node))} answers with offset ${known.offset} and writes nothing.`;
    return {
      ...telling(`Sequence ${known.sequence} is known.`, meaning, ...about),
      rank: 'visibility',
    };
  }
  if (body.api !== 'Fetch') return null;
  const parts = body.partitions.filter((one) => isPeoples(one) && one.batches.length > 0);
  const [first] = parts;
  if (first === undefined) return null;
  const records = parts.flatMap(({ batches }) => batches.flatMap((batch) => batch.records));
  const from = capital(nameOf(node));
  const last = records.at(-1)?.offset ?? 0;
  const what =
    parts.length === 1
      ? `${offsetsOf(records[0]?.offset ?? 0, last)} of ${topicPartitionKey(first)}`
      : `${countOf(records.length, 'record')} of ${countOf(parts.length, 'partition')}`;
  const isFollower = data.to.startsWith('broker-');
  return telling(
    `${from} gives ${nameOf(data.to)} ${what}`,
    isFollower ? ' to copy.' : ' to read.',
    ...about,
    ...parts.map(partitionName),
  );
}

/** A client's name as it is, any other with a capital. */
function subjectOf(node: string): string {
  const name = nameOf(node);
  return /^(?:broker |controller |the )/.test(name) ? capital(name) : name;
}

/** What is refused here is told by other events, or asked again and again. */
const UNTOLD_ANSWERS: ReadonlySet<string> = new Set([
  'Produce',
  'Fetch',
  'FetchMetadata',
  'Vote',
  'BrokerHeartbeat',
]);

function tellRefusal({ node, data }: TraceEventOf<'response.received'>): Telling | null {
  const body = data.body as ResponseBody;
  const error = errorOf(body);
  if (error === 'NONE' || UNTOLD_ANSWERS.has(body.api)) return null;
  const who = subjectOf(node);
  const about = [thingOf(node), thingOf(data.from)];
  switch (error) {
    case 'MEMBER_ID_REQUIRED':
      return telling(`${who} is given a member id,`, ' and asks again with it.', ...about);
    case 'REBALANCE_IN_PROGRESS':
      return {
        ...telling(`${who} hears of the rebalance:`, ' it must join again.', ...about),
        rank: 'data',
      };
    default:
      return telling(`${who} is refused its ${body.api}:`, ` ${errorWords(error)}.`, ...about);
  }
}

/** What the sender of a lost request, or of one whose answer is lost, will do; as the trace knows. */
function aftermath(moment: CaptionMoment, request: number, sender: string): string {
  const end = nextEvent(
    moment,
    (event: TraceEvent) =>
      (event.type === 'request.disconnected' || event.type === 'request.timed-out') &&
      event.data.packet === request,
  );
  if (end === null) return ` ${sender} does not know yet.`;
  const ms = (end.atUs - moment.frame.atUs) / 1_000;
  return ` ${sender} will wait ${timeOf(ms)}, then send again.`;
}

function tellDrop(event: TraceEventOf<'packet.dropped'>, moment: CaptionMoment): Telling | null {
  const { from, to, kind, packet, reason } = event.data;
  if (reason !== 'by hand') return null;
  const sending = sendingOf(moment, event);
  if (sending === null) return null;
  const about = [thingOf(from), thingOf(to)];
  const { api } = sending.data.body as RequestBody;
  const request = sending.type === 'response.sent' ? sending.data.request : packet;
  const sender = nameOf(kind === 'request' ? from : to);
  const what =
    kind === 'response'
      ? `The answer to ${sender} is lost on the way.`
      : `The ${api} request of ${sender} is lost on the way.`;
  return telling(what, aftermath(moment, request, sender), ...about);
}

function sendingOf({ trace }: CaptionMoment, { id, data }: TraceEventOf<'packet.dropped'>) {
  for (let at = id - 1; at >= 0; at -= 1) {
    const event = trace.at(at);
    if (event?.type !== 'request.sent' && event?.type !== 'response.sent') continue;
    if (event.data.packet === data.packet) return event;
  }
  return null;
}

function numberOf(node: string): number {
  return Number(node.slice(node.lastIndexOf('-') + 1));
}

/** When the controller will notice that a broker is silent, in ms from now; null: not in sight. */
export function fencedInMs(moment: CaptionMoment, broker: number): number | null {
  const fenced = nextEvent(
    moment,
    (event) =>
      (event.type === 'broker.fenced' && event.data.broker === broker) ||
      (event.type === 'node.started' && event.node === nodeIds.broker(broker)),
  );
  if (fenced?.type !== 'broker.fenced') return null;
  return (fenced.atUs - moment.frame.atUs) / 1_000;
}

function sessionWords(moment: CaptionMoment, broker: number): string {
  const inMs = fencedInMs(moment, broker);
  if (inMs !== null) return `its session runs out in ${timeOf(inMs)}`;
  const limitMs = readNumber('broker', moment.frame.clusterConfigs, 'broker.session.timeout.ms');
  return `its session lasts ${timeOf(limitMs)}`;
}

function tellGone(node: string, moment: CaptionMoment, word: string): Telling | null {
  const { frame } = moment;
  const id = numberOf(node);
  if (node.startsWith('broker-')) {
    const broker = frame.brokers.get(id);
    if (broker === undefined || broker.status === 'running') return null;
    if (broker.registration === 'fenced') return null;
    return telling(
      `Broker ${id} ${word}.`,
      ` The controller does not know yet: ${sessionWords(moment, id)}.`,
      thingOf(node),
    );
  }
  if (node.startsWith('controller-')) {
    if (frame.controllers.get(id)?.status === 'running' || frame.brokers.has(id)) return null;
    return telling(
      `Controller ${id} ${word}.`,
      ' Nothing is decided until another one is active.',
      thingOf(node),
    );
  }
  if (!node.startsWith('consumer-')) return telling(`${nameOf(node)} ${word}.`, '', thingOf(node));
  return tellConsumerGone(frame, nameOf(node), word);
}

function tellConsumerGone(frame: Frame, id: string, word: string): Telling | null {
  const consumer = frame.consumers.get(id);
  if (consumer === undefined || consumer.status === 'running') return null;
  const group = frame.groups.get(consumer.spec.group ?? '');
  const isMember = group?.members.some(({ clientId }) => clientId === id) === true;
  const meaning = isMember ? ' Its group does not know yet, and waits for its heartbeat.' : '';
  return telling(`${id} ${word}.`, meaning, `consumer:${id}`);
}

function tellStarted(
  { node }: TraceEventOf<'node.started'>,
  { frame }: CaptionMoment,
): Telling | null {
  if (!node.startsWith('broker-')) return null;
  const broker = frame.brokers.get(numberOf(node));
  if (broker?.status !== 'running' || broker.registration === 'unregistered') return null;
  return telling(
    `Broker ${broker.id} starts again from its disk.`,
    ' It must register and catch up first.',
    thingOf(node),
  );
}

/** A link is cut in both directions at once: that is told once. */
function tellLink(event: TraceEventOf<'link.changed'>, { trace }: CaptionMoment): Telling | null {
  const { from, to, isCut } = event.data;
  const isTold = atOnce(trace, event).some(
    ({ id, data }) => id < event.id && data.from === to && data.to === from,
  );
  if (isTold) return null;
  const between = `between ${nameOf(from)} and ${nameOf(to)}`;
  return telling(
    isCut ? `The link ${between} is cut.` : `The link ${between} is whole again.`,
    isCut ? ' What is sent into it is sent again and again.' : '',
    thingOf(from),
    thingOf(to),
  );
}

function aboutEnd(node: string | null): readonly string[] {
  return node === null ? [] : [thingOf(node)];
}

export const ENGINE_CAPTIONS: CaptionRules<keyof EngineEventMap> = {
  'request.sent': { rank: 'data', tell: tellRequest },
  'request.received': null,
  'response.sent': { rank: 'data', tell: tellResponse },
  'response.received': { rank: 'membership', tell: tellRefusal },
  'packet.dropped': { rank: 'leadership', tell: tellDrop },
  'packet.delayed': null,
  'fault.armed': {
    rank: 'leadership',
    tell: ({ data }) =>
      telling(`${faultWords(data)}.`, '', ...[data.from, data.to].flatMap(aboutEnd)),
  },
  'fault.struck': null,
  'request.disconnected': null,
  'request.timed-out': {
    rank: 'membership',
    tell: ({ node, data: { to } }) =>
      telling(
        `${subjectOf(node)} has waited too long for ${nameOf(to)}`,
        ' and closes the connection.',
        thingOf(node),
        thingOf(to),
      ),
  },
  'timer.fired': null,
  'command.applied': null,
  'node.started': { rank: 'membership', tell: tellStarted },
  'node.crashed': {
    rank: 'leadership',
    tell: ({ node }, moment) => tellGone(node, moment, 'is gone'),
  },
  'node.stopped': {
    rank: 'leadership',
    tell: ({ node }) => ({
      ...telling(`${subjectOf(node)} has ended in good order.`, '', thingOf(node)),
      rank: node.startsWith('broker-') ? 'leadership' : 'membership',
    }),
  },
  'node.paused': {
    rank: 'leadership',
    tell: ({ node }, moment) => tellGone(node, moment, 'stands still'),
  },
  'node.resumed': {
    rank: 'leadership',
    tell: ({ node }) => telling(`${subjectOf(node)} goes on`, ' where it stood.', thingOf(node)),
  },
  'run.ended': {
    rank: 'loss',
    tell: ({ data: { busiest } }) =>
      telling(
        'Time stands still, and the run ends here:',
        ` ${busiest.map(nameOf).join(', ')} keep one another busy. Undo what was changed last.`,
        ...busiest.map(thingOf),
      ),
  },
  'link.changed': { rank: 'leadership', tell: tellLink },
};
