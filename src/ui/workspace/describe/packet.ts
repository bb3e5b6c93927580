// What the inspector says of a request or an answer: on its way, held, answered or lost.
import type { Frame } from '#trace/frame.ts';
import { type Exchange, type Leg } from '#trace/chronicle/exchanges.ts';
import { requestWords, responseWords } from '#trace/chronicle/says.ts';
import { nameOf } from '#trace/name.ts';
import { type Description, facts, NOTHING, type StateWord } from './description.ts';
import { formatSeconds } from '#ui/format.ts';

/** `1.0 ms`, `2.31 s`. */
function lengthOf(us: number): string {
  return us < 1_000_000 ? `${(us / 1_000).toFixed(1)} ms` : `${(us / 1e6).toFixed(2)} s`;
}

function stateOf({ fate, endAtUs }: Leg, atUs: number): StateWord {
  if (endAtUs > atUs || fate === 'under way') return { text: 'under way', tone: 'good' };
  return fate === 'dropped' ? { text: 'lost', tone: 'bad' } : { text: 'arrived', tone: 'plain' };
}

/** How a leg went, or goes. */
function wayOf({ fate, sentAtUs, endAtUs, dueAtUs }: Leg, atUs: number): Record<string, string> {
  const sent = { sent: formatSeconds(sentAtUs) };
  if (endAtUs > atUs || fate === 'under way')
    return { ...sent, 'arrives in': lengthOf(dueAtUs - atUs) };
  const end = formatSeconds(endAtUs);
  return fate === 'dropped' ? { ...sent, lost: end } : { ...sent, arrived: end };
}

/** What became of a request up to now. */
function answerOf(
  { hold, response, responseBody, givenUp }: Exchange,
  atUs: number,
): Record<string, string> {
  const isAnswered = response !== null && responseBody !== null && response.sentAtUs <= atUs;
  const endUs = Math.min(hold?.untilUs ?? atUs, atUs);
  return {
    ...(hold !== null && hold.fromUs <= atUs ? { held: lengthOf(endUs - hold.fromUs) } : {}),
    ...(isAnswered ? { answered: formatSeconds(response.sentAtUs) } : {}),
    ...(isAnswered ? { answer: responseWords(responseBody) } : {}),
    ...(givenUp !== null && givenUp.atUs <= atUs
      ? { [givenUp.why]: formatSeconds(givenUp.atUs) }
      : {}),
  };
}

/** The packet with that id, of the exchange that it belongs to. */
export function describePacket(
  frame: Frame,
  id: number,
  exchange: Exchange | undefined,
): Description {
  const isRequest = exchange?.request.packet === id;
  const leg = isRequest ? exchange.request : exchange?.response;
  if (exchange === undefined || leg === undefined || leg === null || leg.sentAtUs > frame.atUs) {
    return { title: `Packet ${id}`, ...NOTHING, states: [{ text: 'not sent', tone: 'plain' }] };
  }
  const { requestBody, responseBody, errorCode } = exchange;
  const isError = !isRequest && errorCode !== 'NONE';
  return {
    title: isRequest ? requestWords(requestBody) : `Answer to ${requestBody.api}`,
    states: [
      { text: isRequest ? 'request' : 'answer', tone: 'plain' },
      stateOf(leg, frame.atUs),
      ...(isError ? [{ text: errorCode, tone: 'bad' as const }] : []),
    ],
    facts: facts({
      from: nameOf(leg.from),
      to: nameOf(leg.to),
      ...wayOf(leg, frame.atUs),
      ...(isRequest ? answerOf(exchange, frame.atUs) : {}),
      ...(isRequest || responseBody === null ? {} : { answer: responseWords(responseBody) }),
      ...('groupId' in requestBody ? { group: requestBody.groupId } : {}),
      ...('generationId' in requestBody ? { generation: requestBody.generationId } : {}),
    }),
    configs: [],
    nodeId: leg.from,
  };
}
