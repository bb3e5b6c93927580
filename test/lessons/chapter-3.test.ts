// Proves the lessons and challenges of chapter 3.
import { proveChapter } from './prove-lessons.ts';

proveChapter(3);
