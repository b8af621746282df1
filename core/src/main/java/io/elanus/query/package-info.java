/** From a request and a snapshot to a result: plan, search, filter, merge, order, page. */
@NullMarked
package io.elanus.query;

import org.jspecify.annotations.NullMarked;
