/** The database in a process: {@link io.elanus.Elanus#open} and what it answers. */
@NullMarked
package io.elanus;

import org.jspecify.annotations.NullMarked;
