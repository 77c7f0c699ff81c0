using Governance.Domain;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Refusals about sessions.</summary>
public static class SessionRefusals
{
    /// <summary>A key has no session.</summary>
    public static Refusal NotForKeys { get; } =
        new(
            "session.not-for-keys",
            $"An API key has no session: it cannot sign in, re-authenticate or switch roles. A person must do that in the browser.",
            RefusalKind.Forbidden
        );

    /// <summary>The second step came too late, or without the first.</summary>
    public static Refusal SecondStepExpired { get; } =
        new(
            "session.second-step-expired",
            $"The password was entered more than five minutes ago, or in another browser. Sign in again.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The one answer to a wrong code, a code used before and an account that may not sign in.</summary>
    public static Refusal WrongCode { get; } =
        new(
            "session.code-refused",
            $"The code is wrong or was used before, or the account cannot sign in now. Wait for the next code, or use a recovery code.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The person does not hold the role they want to work in.</summary>
    public static Refusal RoleNotHeld(string role) =>
        Refusal.Field(
            "session.role-not-held",
            "role",
            $"Your account does not hold the role {role}. Choose another, or ask an administrator.",
            RefusalKind.Forbidden
        );

    /// <summary>There is no such role.</summary>
    public static Refusal UnknownRole { get; } =
        Refusal.Field(
            "session.unknown-role",
            "role",
            $"There is no such role. The roles are: {string.Join(", ", Domain.Identity.Roles.All)}."
        );
}
