// Proves the lessons and challenges of chapter 4.
import { proveChapter } from './prove-lessons.ts';

proveChapter(4);
