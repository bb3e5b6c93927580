// What the plug-ins in node/build make when the site is built.
declare module 'virtual:lesson-catalogue' {
  import type { Chapter } from '#lesson/catalogue.ts';
  const chapters: readonly Chapter[];
  export default chapters;
}
declare module 'virtual:glossary' {
  import type { GlossaryEntry, QuestionEntry } from '#lesson/catalogue.ts';
  const reference: {
    readonly glossary: readonly GlossaryEntry[];
    readonly questions: readonly QuestionEntry[];
  };
  export default reference;
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
