/** One collection's life: manifest, edits, flush, compaction, index build, recovery, garbage. */
@NullMarked
package io.elanus.engine;

import org.jspecify.annotations.NullMarked;
