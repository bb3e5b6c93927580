// A picture of a cluster as it stands in a session, for places that have no stage: drawn by the stage's own
// views, and leading nowhere.
import type { ViewId } from '#base/view-id.ts';
import type { Session } from '#session/session.ts';
import { stillOf } from '#stage/layout/still.ts';
import type { Scene, SvgMark, ViewContext } from '#stage/scene.ts';
import { viewOf } from '#stage/view/index.ts';
import { momentAt } from '#trace/moment.ts';

/** A small stage: what is drawn for it still has a shape when it is a stamp. */
const STAGE: Pick<ViewContext, 'width' | 'height'> = { width: 720, height: 400 };

/** The session's moment in one of the views; `highlighted` are names like `broker:2`. */
export async function pictureOf(
  session: Session,
  view: ViewId,
  highlighted: readonly string[] = [],
): Promise<Scene<SvgMark>> {
  const { needs, load } = viewOf(view);
  const layout = await load();
  const moment = momentAt(session.trace, session.frame(), needs);
  const { scene } = layout(moment, { ...STAGE, selected: '', highlighted, topic: '' });
  const marks = scene.marks.flatMap(stillOf).map((mark): SvgMark => {
    const { target: _target, eventId: _eventId, title: _title, ...rest } = mark;
    return rest;
  });
  return { ...scene, marks };
}
