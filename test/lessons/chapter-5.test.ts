// Proves the lessons and challenges of chapter 5.
import { proveChapter } from './prove-lessons.ts';

proveChapter(5);
