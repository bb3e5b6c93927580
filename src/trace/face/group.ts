// Faces of what group coordinators tell.
import type { GroupEventMap } from '#kafka/events/group.ts';
import { type Faces, isThing } from './face.ts';

export const GROUP_FACES: Faces<keyof GroupEventMap> = {
  'group.changed': {
    weight: 2,
    why: 'reason',
    concerns: ({ data }, subject) => isThing(subject, 'group', data.group),
  },
  'rebalance.started': {
    weight: 2,
    why: 'reason',
    mark: ({ data }) => ({ kind: 'rebalance', label: `${data.group} rebalances` }),
  },
  'rebalance.completed': { weight: 2, why: 'reason' },
  'member.joined': {
    weight: 2,
    why: 'reason',
    mark: ({ data }) => ({ kind: 'join', label: `${data.clientId} joined` }),
  },
  'member.left': {
    weight: 2,
    why: 'reason',
    mark: ({ data }) => ({ kind: 'leave', label: `${data.clientId} left (${data.reason})` }),
  },
  'offset.expired': { weight: 2, why: 'reason' },
  'offset.deleted': { weight: 2, why: 'reason' },
  'offset.committed': { weight: 1, why: 'reason' },
};
