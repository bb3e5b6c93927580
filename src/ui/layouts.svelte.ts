// The views that have arrived: each is fetched when it is first asked for.
import type { ViewId } from '#base/view-id.ts';
import { viewOf } from '#stage/view/index.ts';
import type { View } from '#stage/view/view.ts';

class Layouts {
  private arrived = $state.raw<ReadonlyMap<ViewId, View>>(new Map());
  private readonly asked = new Set<ViewId>();

  /** The view, or undefined until it is there: whoever asks in an effect is told. */
  of(id: ViewId): View | undefined {
    const layout = this.arrived.get(id);
    if (layout === undefined && !this.asked.has(id)) {
      this.asked.add(id);
      void this.fetch(id);
    }
    return layout;
  }

  private async fetch(id: ViewId): Promise<void> {
    try {
      const layout = await viewOf(id).load();
      this.arrived = new Map(this.arrived).set(id, layout);
    } catch (error) {
      // Asked for again, it may come.
      this.asked.delete(id);
      throw error;
    }
  }
}

export const layouts = new Layouts();
