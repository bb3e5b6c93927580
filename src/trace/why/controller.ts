// Why a controller is active or not: votes, majority, and who is away.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { type ControllerFrame, isRunning } from '#trace/frame.ts';
import { type Fact, type Finding, GONE, now, since } from './answer.ts';
import type { Past } from './memory.ts';
import { noController, silenceOf } from './process.ts';
import { brokerSetting } from './settings.ts';

export function controllerFinding(past: Past, id: number): Finding {
  const { frame } = past;
  const controller = frame.controllers.get(id);
  if (controller === undefined) return GONE;
  const silence = silenceOf(past, nodeIds.controller(id));
  if (silence !== undefined) return silentFinding(past, controller, silence);
  const voters = [...frame.controllers.values()];
  const majority = Math.floor(voters.length / 2) + 1;
  const facts: Fact[] = [];
  switch (controller.state) {
    case 'Leader':
      facts.push(...leaderFacts(past, controller, voters, majority));
      break;
    case 'Follower':
      facts.push(...followerFacts(past, controller, voters, majority));
      break;
    case 'Prospective':
      facts.push(
        now(
          `It asks the others for pre-votes: would they vote for it? It takes ${majority} of ${voters.length}, its own included, before it raises the epoch.`,
        ),
        ...majorityFacts(past, voters, majority),
      );
      break;
    case 'Candidate':
      facts.push(
        now(
          `It voted for itself in epoch ${controller.epoch} and needs ${majority} of ${voters.length} votes.`,
        ),
        ...majorityFacts(past, voters, majority),
      );
      break;
    default:
      facts.push(
        now('It knows no leader of its epoch, and waits to hear of one before it asks for votes.'),
        ...majorityFacts(past, voters, majority),
      );
  }
  const lost = noController(past);
  if (lost !== undefined && controller.state !== 'Leader') facts.push(lost);
  return {
    headline: `Controller ${id} is ${controller.state} in epoch ${controller.epoch}${controller.isActive ? ': the active controller' : ''}.`,
    facts,
  };
}

function silentFinding(past: Past, { id, state, epoch }: ControllerFrame, silence: Fact): Finding {
  const { activeController } = past.frame;
  const successor = past.lastOf(
    'controller.activated',
    (data) => data.controller === activeController,
  );
  const facts = [
    silence,
    now(`It was ${state} in epoch ${epoch}; its log and its vote are on its disk.`),
  ];
  if (activeController !== -1 && activeController !== id && successor !== undefined) {
    facts.push(
      since(
        successor,
        `Controller ${activeController} is active, in epoch ${successor.data.epoch}.`,
      ),
    );
  }
  const lost = noController(past);
  if (lost !== undefined) facts.push(lost);
  return {
    headline: `Controller ${id} does not run.`,
    facts,
    last: silence.since === null ? undefined : past.trace.at(silence.since.eventId),
  };
}

function leaderFacts(
  past: Past,
  { id, epoch, isActive, highWatermark, logEndOffset }: ControllerFrame,
  voters: readonly ControllerFrame[],
  majority: number,
): Fact[] {
  const facts: Fact[] = [];
  const elected = past.lastOf(
    'quorum.changed',
    (data) => data.controller === id && data.epoch === epoch && data.state === 'Leader',
  );
  const votes = voters
    .filter((one) => one.epoch === epoch && one.votedId === id)
    .map((one) => one.id);
  if (votes.length >= majority && voters.length > 1) {
    facts.push(
      since(
        elected,
        `Controllers ${votes.join(' and ')} voted for it in epoch ${epoch}: a majority of ${voters.length}.`,
      ),
    );
  } else {
    facts.push(
      since(
        elected,
        voters.length === 1
          ? 'It is the only voter: its own vote is a majority.'
          : `It won the election of epoch ${epoch}, with at least ${majority} of ${voters.length} votes.`,
      ),
    );
  }
  const active = past.lastOf('controller.activated', (data) => data.controller === id);
  facts.push(
    isActive
      ? since(active, 'It is active: it alone writes the metadata log.')
      : now('It is not active yet: it must first have read all that is committed.'),
  );
  if (highWatermark < logEndOffset) {
    facts.push(
      now(
        `Metadata records ${highWatermark} to ${logEndOffset - 1} wait until a majority has them.`,
      ),
    );
  }
  return facts;
}

function followerFacts(
  past: Past,
  controller: ControllerFrame,
  voters: readonly ControllerFrame[],
  majority: number,
): Fact[] {
  const { leaderId, epoch } = controller;
  const leader = past.frame.controllers.get(leaderId);
  const facts = [
    now(`It fetches the metadata log from controller ${leaderId}, leader of epoch ${epoch}.`),
  ];
  const silence = silenceOf(past, nodeIds.controller(leaderId));
  if (silence !== undefined && !isRunning(leader)) {
    const timeout = brokerSetting(past.frame, 'controller.quorum.fetch.timeout.ms');
    const tried = past.lastOf(
      'quorum.changed',
      (data, { id }) =>
        data.controller === controller.id &&
        data.state === 'Prospective' &&
        id > (silence.since?.eventId ?? 0),
    );
    facts.push(
      silence,
      tried === undefined
        ? now(
            `It has not noticed: it asks for pre-votes when no fetch was answered for ${timeout}.`,
          )
        : since(
            tried,
            `It asked for pre-votes, got no majority, and follows the leader that it knows until no fetch was answered for another ${timeout}.`,
          ),
      ...majorityFacts(past, voters, majority),
    );
  } else if (leader !== undefined && controller.logEndOffset < leader.logEndOffset) {
    facts.push(
      now(
        `It has the log up to ${controller.logEndOffset}; the leader’s ends at ${leader.logEndOffset}.`,
      ),
    );
  }
  return facts;
}

function majorityFacts(past: Past, voters: readonly ControllerFrame[], majority: number): Fact[] {
  const away = voters.filter((one) => !isRunning(one));
  if (voters.length - away.length >= majority) return [];
  return [
    now(
      `Only ${voters.length - away.length} of ${voters.length} voters run: nobody can win an election.`,
    ),
    ...away.flatMap((one) => silenceOf(past, nodeIds.controller(one.id)) ?? []),
  ];
}
