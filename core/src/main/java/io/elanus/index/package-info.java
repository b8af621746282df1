/** Index families: build once, write once, search many. */
@NullMarked
package io.elanus.index;

import org.jspecify.annotations.NullMarked;
