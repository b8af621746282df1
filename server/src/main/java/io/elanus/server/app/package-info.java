/** The program: its commands, its settings, and what it listens on. */
@NullMarked
package io.elanus.server.app;

import org.jspecify.annotations.NullMarked;
