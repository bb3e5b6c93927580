// The tools' own help texts, as Apache Kafka 4.3 prints them. They are the grammar of the options, too.
// Who runs the tools loads them: the page as a chunk of its own, Node from the folder `help`.

/** Help text by tool: `kafka-topics`. */
export type HelpTexts = Readonly<Record<string, string>>;
