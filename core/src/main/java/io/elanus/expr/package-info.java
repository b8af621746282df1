/** The filter language: text, typed tree, rows that match. */
@NullMarked
package io.elanus.expr;

import org.jspecify.annotations.NullMarked;
