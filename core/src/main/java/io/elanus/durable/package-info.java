/**
 * Three ports to what survives ({@link io.elanus.durable.Log}, {@link io.elanus.durable.ObjectStore}, {@link
 * io.elanus.durable.MetaStore}), framed and checksummed files; local and in-memory forms.
 */
@NullMarked
package io.elanus.durable;

import org.jspecify.annotations.NullMarked;
