// What can be done with the things on the stage, as entries of the search: "Crash broker 2".
import type { KafkaRequest } from '#kafka/commands.ts';
import type { Target } from '#stage/scene.ts';
import type { Frame } from '#trace/frame.ts';
import { actionsFor } from '#ui/workspace/actions.ts';
import type { SearchEntry } from './entry.ts';

/** The actions of all brokers, consumers and producers at this moment. */
export function stageEntries(
  frame: Frame,
  act: (target: Target, request: KafkaRequest) => void,
): readonly SearchEntry[] {
  const targets: readonly Target[] = [
    ...[...frame.brokers.keys()].map((id) => targetOf('broker', String(id), `broker ${id}`)),
    ...[...frame.consumers.keys()].map((id) => targetOf('consumer', id, `consumer ${id}`)),
    ...[...frame.producers.keys()].map((id) => targetOf('producer', id, `producer ${id}`)),
  ];
  return targets.flatMap((target) =>
    actionsFor(frame, target).map(({ label, title, request }) => ({
      id: `${request.type} ${target.label}`,
      kind: 'action' as const,
      title: `${label} ${target.label}`,
      detail: title,
      keywords: 'kill',
      go: () => act(target, request),
    })),
  );
}

function targetOf(type: Target['type'], id: string, label: string): Target {
  return { type, id, label };
}
