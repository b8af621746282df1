/** Distances and bit counting over raw memory: a scalar and a vector form of each, chosen once at start. */
@NullMarked
package io.elanus.simd;

import org.jspecify.annotations.NullMarked;
