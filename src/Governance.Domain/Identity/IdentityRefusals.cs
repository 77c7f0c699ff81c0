namespace Governance.Domain.Identity;

/// <summary>Refusals about who someone is and what they may do.</summary>
public static class IdentityRefusals
{
    /// <summary>No one is signed in.</summary>
    public static Refusal NotSignedIn { get; } =
        new("identity.not-signed-in", $"Sign in, or send an API key, to do this.", RefusalKind.Unauthenticated);

    /// <summary>The account was disabled or removed, or the session ended.</summary>
    public static Refusal NoLongerActive { get; } =
        new("identity.no-longer-active", $"This account or session is no longer active. Sign in again.", RefusalKind.Unauthenticated);

    /// <summary>The key asks for an agent that it was not made for.</summary>
    public static Refusal KeyOfOtherAgents { get; } =
        new(
            "key.other-agents",
            $"This API key was created for other agents. Use a key that names this agent; administrators create them.",
            RefusalKind.Forbidden
        );

    /// <summary>The key was revoked or has expired, or its owner is no longer active.</summary>
    public static Refusal KeyNotValid { get; } =
        new(
            "identity.key-not-valid",
            $"This API key is unknown, revoked or expired. Ask an administrator for a new one.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The role in force is no longer held.</summary>
    public static Refusal RoleTaken { get; } =
        new(
            "identity.role-taken",
            $"The role you were working in has been removed from your account. Sign in again, or ask an administrator.",
            RefusalKind.Forbidden
        );

    /// <summary>The session works in another role by now.</summary>
    public static Refusal RoleSwitched { get; } =
        new(
            "identity.role-switched",
            $"You switched to another role in another window. Reload this page to continue in that role.",
            RefusalKind.Forbidden
        );

    /// <summary>A role was given, and counts once a second person confirmed it.</summary>
    public static Refusal RoleNotConfirmed(string role) =>
        new(
            "role.not-confirmed",
            $"Your role {Sentence.Ours(Roles.Title(role))} is waiting for a second person: an administrator or risk officer other than "
                + $"the one who granted it must confirm it, or someone on the host with admin confirm-access.",
            RefusalKind.Forbidden
        );

    /// <summary>Code of <see cref="RoleNotConfirmed"/>.</summary>
    public const string RoleNotConfirmedCode = "role.not-confirmed";

    /// <summary>What widens rights takes a fresh proof of who does it.</summary>
    public static Refusal ProofNeeded { get; } =
        new(
            "identity.proof-needed",
            $"This extends rights, so confirm your identity first: the confirmation is missing, has already been used, is older than "
                + $"five minutes, or belongs to another session or action.",
            RefusalKind.Unauthenticated
        );

    /// <summary>A key widens no one's rights unless the host said so when it was made.</summary>
    public static Refusal KeyWidensNothing { get; } =
        new(
            "identity.key-widens-nothing",
            $"This extends rights, and an API key cannot confirm who is using it. Do it in the browser, or use a key created on the "
                + $"host with --allow-administration.",
            RefusalKind.Forbidden
        );

    /// <summary>The role in force, or the key's scopes, do not include a permission.</summary>
    public static Refusal Missing(Access access, Permission permission)
    {
        ArgumentNullException.ThrowIfNull(access);
        ArgumentNullException.ThrowIfNull(permission);
        if (
            access.Actor.Kind == ActorKind.Key
            && permission.Scope is { } scope
            && access.KeyScopes.Contains(scope)
            && !access.OwnerMay(permission)
        )
        {
            return new Refusal(
                "identity.owner-may-not",
                $"This API key is not allowed to {Sentence.Ours(permission.Words)}: no role of its owner allows it. Use the key of someone "
                    + $"whose role does.",
                RefusalKind.Forbidden
            );
        }

        return access.Actor.Kind == ActorKind.Key
            ? new Refusal(
                "identity.scope-missing",
                permission.Scope is null
                    ? (Sentence)$"An API key can never {Sentence.Ours(permission.Words)}: a person must do that in the browser."
                    : $"This API key is not allowed to {Sentence.Ours(permission.Words)}: it lacks the scope {permission.Scope}.",
                RefusalKind.Forbidden
            )
            : new Refusal(
                "identity.permission-missing",
                $"Your role does not allow you to {Sentence.Ours(permission.Words)}. Ask an administrator for a role that does.",
                RefusalKind.Forbidden
            );
    }
}
