// What a person may do with the thing that is selected. Pure: Frame and target in, requests out.
import { type KafkaRequest } from '#kafka/commands.ts';
import type { Frame, ProcessStatus } from '#trace/frame.ts';
import type { Target } from '#stage/scene.ts';

export interface TargetAction {
  readonly label: string;
  /** What will happen, for the tooltip. */
  readonly title: string;
  readonly request: KafkaRequest;
}

/** How slow a disk is that somebody makes slow. */
const SLOW_APPEND_MS = 500;

function diskAction(broker: number, isSlow: boolean): TargetAction {
  return isSlow
    ? {
        label: 'Heal disk',
        title: 'Appends take no time again',
        request: { type: 'disk.set', data: { broker, appendLatencyMs: 0 } },
      }
    : {
        label: 'Slow disk',
        title: `Each append takes ${SLOW_APPEND_MS} ms`,
        request: { type: 'disk.set', data: { broker, appendLatencyMs: SLOW_APPEND_MS } },
      };
}

function brokerActions(broker: number, status: ProcessStatus, isSlow: boolean): TargetAction[] {
  const data = { broker };
  switch (status) {
    case 'running':
      return [
        {
          label: 'Stop',
          title: 'Controlled shutdown: leaders move first',
          request: { type: 'broker.stop', data },
        },
        {
          label: 'Crash',
          title: 'kill -9: memory is gone, the disk stays',
          request: { type: 'broker.crash', data },
        },
        {
          label: 'Pause',
          title: 'Stand still, as in a long garbage collection',
          request: { type: 'broker.pause', data },
        },
        diskAction(broker, isSlow),
      ];
    case 'paused':
      return [
        {
          label: 'Resume',
          title: 'Go on where it stood',
          request: { type: 'broker.resume', data },
        },
        { label: 'Crash', title: 'kill -9', request: { type: 'broker.crash', data } },
      ];
    case 'stopped':
    case 'crashed':
      return [
        {
          label: 'Restart',
          title: 'Start again from its disk',
          request: { type: 'broker.restart', data },
        },
      ];
  }
}

function consumerActions(consumer: string, status: ProcessStatus): TargetAction[] {
  const data = { consumer };
  switch (status) {
    case 'running':
      return [
        {
          label: 'Close',
          title: 'close(): commits and leaves the group',
          request: { type: 'consumer.remove', data },
        },
        {
          label: 'Crash',
          title: 'The process is gone; the group learns it by session timeout',
          request: { type: 'consumer.crash', data },
        },
        {
          label: 'Pause',
          title: 'The process stands still',
          request: { type: 'consumer.pause', data },
        },
      ];
    case 'paused':
      return [
        {
          label: 'Resume',
          title: 'Go on where it stood',
          request: { type: 'consumer.resume', data },
        },
      ];
    case 'stopped':
    case 'crashed':
      return [
        {
          label: 'Restart',
          title: 'Start the process again',
          request: { type: 'consumer.restart', data },
        },
      ];
  }
}

/** The actions for a target at this moment; empty when there are none. */
export function actionsFor(frame: Frame, target: Target): readonly TargetAction[] {
  switch (target.type) {
    case 'broker': {
      const broker = frame.brokers.get(Number(target.id));
      return broker === undefined
        ? []
        : brokerActions(broker.id, broker.status, broker.appendLatencyUs > 0);
    }
    case 'consumer': {
      const consumer = frame.consumers.get(target.id);
      return consumer === undefined ? [] : consumerActions(target.id, consumer.status);
    }
    case 'producer': {
      const producer = frame.producers.get(target.id);
      if (producer === undefined || producer.status !== 'running') return [];
      const request: KafkaRequest = { type: 'producer.remove', data: { producer: target.id } };
      return [{ label: 'Close', title: 'Send what is left and close', request }];
    }
    case 'packet': {
      const packet = frame.packets.get(Number(target.id));
      if (packet === undefined) return [];
      const data = { packet: packet.packet };
      return [
        {
          label: `Drop this ${packet.kind}`,
          title: 'It will never arrive',
          request: { type: 'packet.drop', data },
        },
        {
          label: 'Delay by 1 s',
          title: 'It arrives a second later',
          request: { type: 'packet.delay', data: { ...data, byUs: 1_000_000 } },
        },
      ];
    }
    case 'partition':
    case 'replica': {
      const [name = ''] = target.id.split('@');
      const cut = name.lastIndexOf('-');
      const topic = name.slice(0, cut);
      const partition = Number(name.slice(cut + 1));
      const state = frame.topics.get(topic)?.partitions[partition]?.state;
      if (state === undefined || state.leader === state.replicas[0]) return [];
      const data = { topic, partition };
      const preferred: TargetAction = {
        label: 'Elect preferred leader',
        title: 'Lead from the first replica again, if it is in sync',
        request: { type: 'leader.elect', data: { ...data, electionType: 'PREFERRED' } },
      };
      if (state.leader !== -1) return [preferred];
      return [
        preferred,
        {
          label: 'Elect uncleanly',
          title: 'Let a replica lead that is not in sync: records may be lost',
          request: { type: 'leader.elect', data: { ...data, electionType: 'UNCLEAN' } },
        },
      ];
    }
    case 'controller':
    case 'topic':
    case 'record':
    case 'group':
      return [];
  }
}
