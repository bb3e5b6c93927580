// All views, loaded: what the page fetches when it shows one.
import type { ViewId } from '#base/view-id.ts';
import { VIEWS } from '#stage/view/index.ts';
import type { View } from '#stage/view/view.ts';

const LAYOUTS: ReadonlyMap<ViewId, View> = new Map(
  await Promise.all(VIEWS.map(async ({ id, load }) => [id, await load()] as const)),
);

/** The layout of a view. */
export function layoutOfView(id: ViewId): View {
  const layout = LAYOUTS.get(id);
  if (layout === undefined) throw new Error(`no view ${id}`);
  return layout;
}
