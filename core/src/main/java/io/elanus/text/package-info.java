/** Texts taken apart into tokens, and questions that are asked about those. */
@NullMarked
package io.elanus.text;

import org.jspecify.annotations.NullMarked;
