// Proves the lessons and challenges of chapter 7.
import { proveChapter } from './prove-lessons.ts';

proveChapter(7);
