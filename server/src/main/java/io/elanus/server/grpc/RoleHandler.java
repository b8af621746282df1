package io.elanus.server.grpc;

import io.elanus.wire.ListCredUsersResponse;
import io.elanus.wire.RoleEntity;
import io.elanus.wire.RoleResult;
import io.elanus.wire.SelectRoleRequest;
import io.elanus.wire.SelectRoleResponse;
import io.elanus.wire.SelectUserRequest;
import io.elanus.wire.SelectUserResponse;
import io.elanus.wire.UserEntity;
import io.elanus.wire.UserResult;
import java.util.List;

/** Users and roles: those that are always there. The one user may do everything and needs no role for it. */
final class RoleHandler {
    private static final String USER = "root";
    private static final List<String> ROLES = List.of("admin", "public");

    ListCredUsersResponse users() {
        return ListCredUsersResponse.newBuilder()
                .setStatus(Statuses.OK)
                .addUsernames(USER)
                .build();
    }

    /** A role that does not exist is no error. */
    SelectRoleResponse selectRole(SelectRoleRequest request) {
        SelectRoleResponse.Builder reply = SelectRoleResponse.newBuilder().setStatus(Statuses.OK);
        ROLES.stream()
                .filter(role ->
                        !request.hasRole() || role.equals(request.getRole().getName()))
                .forEach(role -> reply.addResults(
                        RoleResult.newBuilder().setRole(RoleEntity.newBuilder().setName(role))));
        return reply.build();
    }

    /** A user that does not exist is no error. */
    SelectUserResponse selectUser(SelectUserRequest request) {
        SelectUserResponse.Builder reply = SelectUserResponse.newBuilder().setStatus(Statuses.OK);
        if (!request.hasUser() || request.getUser().getName().equals(USER)) {
            reply.addResults(
                    UserResult.newBuilder().setUser(UserEntity.newBuilder().setName(USER)));
        }
        return reply.build();
    }
}
