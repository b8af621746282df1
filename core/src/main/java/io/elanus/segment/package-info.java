/** Rows of one shard: growing takes writes, sealed never changes, deletes lie beside. */
@NullMarked
package io.elanus.segment;

import org.jspecify.annotations.NullMarked;
