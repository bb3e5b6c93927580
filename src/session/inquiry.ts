// Questions about a moment, asked when somebody looks closer: why something is so, and what a node sent
// and received last. Apart from the session, so that a page which only shows a cluster need not load
// the explanations.
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { isBackground } from '#kafka/protocol/api-table.ts';
import { nameOf } from '#trace/name.ts';
import { errorOf } from '#trace/project/errors.ts';
import type { TraceStore } from '#trace/store.ts';
import type { Frame } from '#trace/frame.ts';
import type { Memory } from '#trace/why/memory.ts';
import { type Subject, why, type WhyAnswer } from '#trace/why/why.ts';

export interface RpcLine {
  readonly eventId: number;
  readonly atUs: number;
  readonly api: string;
  readonly direction: 'in' | 'out';
  readonly peer: string;
  readonly note: string;
}

/** How far back `recentRpcs` looks, in events. */
const SEARCH_DEPTH = 20_000;

/** A moment of a trace. */
interface Moment {
  readonly trace: TraceStore;
  readonly frame: Frame;
}

/** Why a thing is as it is at a moment; `memory` is the one that is kept for that trace. */
export function whyAt(
  { trace, frame, memory }: Moment & { readonly memory: Memory },
  subject: Subject,
): WhyAnswer {
  return why(trace, frame, subject, memory);
}

/** The last requests and responses of a node, newest first, less those that go on all the time. */
export function recentRpcs(
  { trace, frame }: Moment,
  node: string,
  count: number,
): readonly RpcLine[] {
  const lines: RpcLine[] = [];
  const { nextEventId } = frame;
  const oldest = Math.max(0, nextEventId - SEARCH_DEPTH);
  for (let id = nextEventId - 1; id >= oldest && lines.length < count; id -= 1) {
    const event = trace.at(id);
    if (event?.node !== node) continue;
    const { atUs } = event;
    if (event.type === 'request.sent' || event.type === 'request.received') {
      const { api } = event.data.body as RequestBody;
      if (isBackground(api)) continue;
      const isOut = event.type === 'request.sent';
      const peer = nameOf(isOut ? event.data.to : event.data.from);
      lines.push({ eventId: id, atUs, api, direction: isOut ? 'out' : 'in', peer, note: '' });
    } else if (event.type === 'response.received') {
      const body = event.data.body as ResponseBody;
      const note = errorOf(body);
      if (note === 'NONE') continue;
      const peer = nameOf(event.data.from);
      lines.push({ eventId: id, atUs, api: body.api, direction: 'in', peer, note });
    }
  }
  return lines;
}
