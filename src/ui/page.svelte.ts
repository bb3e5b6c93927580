// What the page in sight lends to the frame around it: its title, and the way to share it.

import type { Look } from './embed/embedded.ts';
import type { Player } from './player.svelte.ts';

class Page {
  /** Shown in the header of a phone and on the browser's tab; '': the site's name alone. */
  title = $state('');
  /** Makes the address that opens just this again; null: the address of the page does. */
  shareLink = $state.raw<(() => Promise<string>) | null>(null);
  /** What is on the stage, to be taken along; null: the page has none. */
  player = $state.raw<Player | null>(null);

  /** How the cluster is looked at just now. */
  look = $state.raw<Pick<Look, 'view' | 'topic' | 'labels'>>({
    view: 'cluster',
    topic: '',
    labels: 'kafka',
  });

  /** Takes over title and link; call what is returned when the page goes. */
  show(
    title: string,
    shareLink: (() => Promise<string>) | null = null,
    player: Player | null = null,
  ): () => void {
    this.title = title;
    this.shareLink = shareLink;
    this.player = player;
    return () => {
      this.title = '';
      this.shareLink = null;
      this.player = null;
    };
  }

  get documentTitle(): string {
    return this.title === '' ? 'Kafkascope' : `${this.title} · Kafkascope`;
  }
}

export const page = new Page();
