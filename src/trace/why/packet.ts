// Why a request or an answer is where it is: on its way, held by the node that got it, answered, lost.
import { chronicleOf } from '#trace/chronicle/chronicle.ts';
import type { Exchange, Leg } from '#trace/chronicle/exchanges.ts';
import { requestWords, responseWords } from '#trace/chronicle/says.ts';
import { nameOf } from '#trace/name.ts';
import { type Finding, GONE, now } from './answer.ts';
import type { Past } from './memory.ts';

function seconds(us: number): string {
  return `${(us / 1e6).toFixed(3)} s`;
}

/** What has become of a leg by a moment. */
function fateOf({ endAtUs, fate, dropReason, to }: Leg, atUs: number): string {
  if (endAtUs > atUs || fate === 'under way') return `It is on its way to ${nameOf(to)}.`;
  if (fate === 'dropped') return `It was lost at ${seconds(endAtUs)}: ${dropReason ?? 'dropped'}.`;
  return `It reached ${nameOf(to)} at ${seconds(endAtUs)}.`;
}

/** What followed from a request, up to a moment. */
function followUps(
  { hold, response, responseBody, givenUp }: Exchange,
  atUs: number,
): readonly string[] {
  const texts: string[] = [];
  const isHeld = hold !== null && hold.fromUs <= atUs;
  if (isHeld && (hold.untilUs ?? Infinity) > atUs)
    texts.push(`It waits there for ${hold.waitsFor}.`);
  if (isHeld && hold.untilUs !== null && hold.untilUs <= atUs) {
    texts.push(`It waited there until ${seconds(hold.untilUs)} for ${hold.waitsFor}.`);
  }
  if (response !== null && responseBody !== null && response.sentAtUs <= atUs) {
    const words = responseWords(responseBody);
    texts.push(
      `It was answered at ${seconds(response.sentAtUs)}${words === '' ? '' : `: ${words}`}.`,
    );
  }
  if (givenUp !== null && givenUp.atUs <= atUs) {
    texts.push(`Its sender gave it up at ${seconds(givenUp.atUs)}: ${givenUp.why}.`);
  }
  return texts;
}

/** What is known of a packet at the moment of the Frame. */
export function packetFinding(past: Past, packet: number): Finding {
  const { trace, frame } = past;
  const exchange = chronicleOf(trace).exchanges.of(packet);
  if (exchange === undefined) return GONE;
  const isRequest = exchange.request.packet === packet;
  const leg = isRequest ? exchange.request : exchange.response;
  if (leg === null || leg.sentAtUs > frame.atUs) return GONE;
  const facts = isRequest ? followUps(exchange, frame.atUs).map(now) : [];
  const words = requestWords(exchange.requestBody);
  return {
    headline: `${isRequest ? words : `The answer to ${words}`}. ${fateOf(leg, frame.atUs)}`,
    facts,
    last: trace.at(leg.eventId),
  };
}
