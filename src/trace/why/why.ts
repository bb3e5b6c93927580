// *Why?* for anything on the stage: the reasons that hold at a moment, and the chain of causes that led
// there. One file for each kind of subject; here they are told apart.
import { concerns } from '#trace/face/faces.ts';
import type { Frame } from '#trace/frame.ts';
import { partitionAt } from '#trace/frame.ts';
import type { TraceStore } from '#trace/store.ts';
import { type Finding, GONE, type Subject, type WhyAnswer } from './answer.ts';
import { brokerFinding } from './broker.ts';
import { chainTo } from './chain.ts';
import { consumerFinding } from './consumer.ts';
import { controllerFinding } from './controller.ts';
import { groupFinding } from './group.ts';
import { Memory, Past } from './memory.ts';
import { packetFinding } from './packet.ts';
import { partitionFinding } from './partition.ts';
import { producerFinding } from './producer.ts';
import { recordFinding } from './record.ts';
import { replicaFinding } from './replica.ts';

export type { Subject, WhyAnswer } from './answer.ts';

function findingOf<T>(
  past: Past,
  thing: T | undefined,
  find: (past: Past, thing: T) => Finding,
): Finding {
  return thing === undefined ? GONE : find(past, thing);
}

function find(past: Past, { type, id }: Subject): Finding {
  const { frame } = past;
  switch (type) {
    case 'partition':
      return findingOf(past, partitionAt(frame, id), partitionFinding);
    case 'replica':
      return replicaFinding(past, id);
    case 'record':
      return recordFinding(past, id);
    case 'group':
      return findingOf(past, frame.groups.get(id), groupFinding);
    case 'consumer':
      return findingOf(past, frame.consumers.get(id), consumerFinding);
    case 'producer':
      return findingOf(past, frame.producers.get(id), producerFinding);
    case 'broker':
      return brokerFinding(past, Number(id));
    case 'controller':
      return controllerFinding(past, Number(id));
    case 'topic':
      return findingOf(past, frame.topics.get(id), (_past, topic) => ({
        headline: `Topic ${id} has ${topic.partitions.length} partitions.`,
        facts: [],
      }));
    case 'packet':
      return packetFinding(past, Number(id));
    default:
      return GONE;
  }
}

/** Why a thing is as it is at the Frame's moment. `memory` makes the next answer cheaper. */
export function why(
  trace: TraceStore,
  frame: Frame,
  subject: Subject,
  memory: Memory = new Memory(),
): WhyAnswer {
  const past = new Past(trace, frame, memory);
  const { headline, facts, last } = find(past, subject);
  const event = last ?? past.last((one) => concerns(one, subject));
  // One reason may keep several things waiting: it is said once.
  const texts = facts.map((fact) => fact.text);
  const said = facts.filter((fact, index) => texts.indexOf(fact.text) === index);
  return { headline, facts: said, chain: event === undefined ? [] : chainTo(trace, event) };
}
