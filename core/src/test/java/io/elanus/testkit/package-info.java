/** What tests put in the place of real things: stores that fail when they are told to. */
@NullMarked
package io.elanus.testkit;

import org.jspecify.annotations.NullMarked;
