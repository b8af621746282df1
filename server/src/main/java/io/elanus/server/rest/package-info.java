/** What HTTP clients ask of the product, as JSON. */
@NullMarked
package io.elanus.server.rest;

import org.jspecify.annotations.NullMarked;
