// Answers of several parts are one text: `2nd 5th 1st`.

/** The parts of an answer of type `order` or `set`. */
export function parts(answer: string): readonly string[] {
  return answer.split(' ').filter((part) => part !== '');
}
