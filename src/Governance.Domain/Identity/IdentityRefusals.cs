namespace Governance.Domain.Identity;

/// <summary>Refusals about who somebody is and what they may do.</summary>
public static class IdentityRefusals
{
    /// <summary>Nobody is signed in.</summary>
    public static Refusal NotSignedIn { get; } = new("identity.not-signed-in", "Sign in, or send an API key, to do this.", RefusalKind.Unauthenticated);

    /// <summary>The account was locked, disabled or removed, or the session ended.</summary>
    public static Refusal NoLongerActive { get; } = new("identity.no-longer-active", "This account or session is no longer active. Sign in again.", RefusalKind.Unauthenticated);

    /// <summary>The key was revoked or has expired, or its owner is no longer active.</summary>
    public static Refusal KeyNotValid { get; } = new("identity.key-not-valid", "This API key is unknown, revoked or expired. Ask an administrator for a new one.", RefusalKind.Unauthenticated);

    /// <summary>The role in force is no longer held.</summary>
    public static Refusal RoleTaken { get; } = new("identity.role-taken", "The role you were working in has been taken from your account. Sign in again, or ask an administrator.", RefusalKind.Forbidden);

    /// <summary>The session works in another role by now.</summary>
    public static Refusal RoleSwitched { get; } = new("identity.role-switched", "You switched to another role in another window. Reload this page to go on in that role.", RefusalKind.Forbidden);

    /// <summary>The role in force, or the key's scopes, do not include a permission.</summary>
    public static Refusal Missing(Access access, Permission permission)
    {
        ArgumentNullException.ThrowIfNull(access);
        ArgumentNullException.ThrowIfNull(permission);
        return access.Actor.Kind == ActorKind.Key
            ? new Refusal(
                "identity.scope-missing",
                permission.Scope is null
                    ? $"An API key can never {permission.Words}: a person has to, in the browser."
                    : $"This API key may not {permission.Words}: it lacks the scope {permission.Scope}.",
                RefusalKind.Forbidden)
            : new Refusal("identity.permission-missing", $"Your role does not allow you to {permission.Words}. Ask an administrator for a role that does.", RefusalKind.Forbidden);
    }
}
