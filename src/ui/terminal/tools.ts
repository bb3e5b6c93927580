// Kafka's tools on the page: code and help texts are chunks of their own, fetched when somebody opens
// the terminal, or a link or lesson that has used it.
import type { HelpTexts } from '#kafka/tool/help.ts';

let loading: Promise<HelpTexts> | null = null;

/** Makes runs with tools possible. Gives their help texts. Fetched once, however often it is asked for. */
export function loadTools(): Promise<HelpTexts> {
  loading ??= install();
  return loading;
}

async function install(): Promise<HelpTexts> {
  const [{ helpTexts }, { createToolbox }, { installToolbox }] = await Promise.all([
    import('./help-texts.ts'),
    import('#kafka/tool/index.ts'),
    import('#kafka/tool/toolbox.ts'),
    import('#kafka/part/regular-expressions.ts'),
  ]);
  installToolbox(createToolbox(helpTexts));
  return helpTexts;
}
