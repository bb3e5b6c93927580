// All planted faults, room by room.
import type { Fault, FaultSpec, Room } from './fault.ts';
import { MODEL_FAULTS } from './faults/model.ts';
import { PAGE_FAULTS } from './faults/page.ts';
import { TELLING_FAULTS } from './faults/telling.ts';

const TABLES: readonly Readonly<Partial<Record<Room, readonly FaultSpec[]>>>[] = [
  MODEL_FAULTS,
  TELLING_FAULTS,
  PAGE_FAULTS,
];

export const FAULTS: readonly Fault[] = TABLES.flatMap((table) =>
  Object.entries(table).flatMap(([room, faults]) =>
    faults.map((fault) => ({ ...fault, room: room as Room })),
  ),
);
