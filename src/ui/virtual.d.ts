// What the plug-ins in node/build make when the site is built.
declare module 'virtual:lesson-catalogue' {
  import type { LessonEntry } from '#lesson/catalogue.ts';
  const catalogue: readonly LessonEntry[];
  export default catalogue;
}
declare module 'virtual:theme.css' {}
declare module 'virtual:presets' {
  import type { Preset } from '#scenario/presets.ts';
  const presets: readonly Preset[];
  export default presets;
}
declare module '*.scenario.yaml' {
  import type { Scenario } from '#scenario/scenario.ts';
  const scenario: Scenario;
  export default scenario;
}
