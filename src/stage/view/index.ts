// The views of the stage, by name.
import { clusterView } from './cluster/cluster-view.ts';
import { topicView } from './topic/topic-view.ts';
import type { View } from './view.ts';

export type ViewName = 'topic' | 'cluster';

export const views: Readonly<Record<ViewName, View>> = { topic: topicView, cluster: clusterView };
