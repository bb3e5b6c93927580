// What the lesson plug-in makes when the site is built.
declare module 'virtual:lesson-catalogue' {
  import type { LessonEntry } from '#lesson/catalogue.ts';
  const catalogue: readonly LessonEntry[];
  export default catalogue;
}
