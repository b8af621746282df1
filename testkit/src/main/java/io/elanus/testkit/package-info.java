/** What every form of the database has to do: extend {@link io.elanus.testkit.DatabaseContract} and say how to open it. */
@NullMarked
package io.elanus.testkit;

import org.jspecify.annotations.NullMarked;
