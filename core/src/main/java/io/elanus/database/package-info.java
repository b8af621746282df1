/** The verbs as one interface and the local form of it; names, aliases, load state. */
@NullMarked
package io.elanus.database;

import org.jspecify.annotations.NullMarked;
