using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Portal.Administration.Admin;

/// <summary>Refusals of the administration.</summary>
internal static class AdminRefusals
{
    public static Refusal UnknownUser { get; } = new("user.unknown", $"There is no account with this ID.", RefusalKind.NotFound);

    public static Refusal UnknownKey { get; } = new("key.unknown", $"There is no API key with this ID.", RefusalKind.NotFound);

    public static Refusal EmailTaken { get; } =
        Refusal.Field("user.email-taken", "email", $"There is already an account with this e-mail address.", RefusalKind.Conflict);

    public static Refusal OwnRoles { get; } =
        new("user.own-roles", $"You cannot change your own roles. Ask another administrator.", RefusalKind.Forbidden);

    public static Refusal OwnAccount { get; } =
        new("user.own-account", $"You cannot disable your own account. Ask another administrator.", RefusalKind.Forbidden);

    public static Refusal OwnCodes { get; } =
        new(
            "user.own-codes",
            $"You cannot remove your own second factor here. Remove it under Security, or ask another administrator.",
            RefusalKind.Forbidden
        );

    public static Refusal NoCodes { get; } = new("user.no-codes", $"This account has no one-time codes.", RefusalKind.Conflict);

    public static Refusal OwnBreakGlass { get; } =
        new(
            "user.own-break-glass",
            $"You cannot make your own account a break-glass account, or change it back. Ask another administrator.",
            RefusalKind.Forbidden
        );

    public static Refusal BreakGlassMissing { get; } = Refusal.Field("user.break-glass-missing", "breakGlass", $"Enter true or false.");

    public static Refusal FromProvider { get; } =
        Refusal.Field(
            "user.role-from-provider",
            "roles",
            $"A role from single sign-on is removed there, through the group. To cut off the person's access at once, disable the account.",
            RefusalKind.Conflict
        );

    public static Refusal LimitFromProvider { get; } =
        Refusal.Field(
            "user.limit-from-provider",
            "scopes",
            $"The scope of this role is set by the single sign-on groups in the host's configuration. Change it "
                + $"there. It applies from the next sign-in.",
            RefusalKind.Conflict
        );

    public static Refusal LastAdministrator { get; } =
        new(
            "user.last-administrator",
            $"This is the last administrator who can sign in. Give someone else the Administrator role first.",
            RefusalKind.Conflict
        );

    // Anyone who can hand out roles or sign-in links can become someone who signs. Only a person may.
    public static Refusal NotForKeys { get; } =
        new(
            "user.not-for-keys",
            $"An API key can never grant or remove an account's access, or make an account usable. A person has to do that in the browser.",
            RefusalKind.Forbidden
        );

    public static Refusal UnknownRoles { get; } =
        Refusal.Field("user.unknown-role", "roles", $"Valid roles: {string.Join(", ", Roles.All)}. Name each at most once.");

    public static Refusal ScopeNotForOwner(string scope, string owner, IReadOnlyList<string> held, IReadOnlyList<string> needed) =>
        Refusal.Field(
            "key.scope-not-for-owner",
            "scopes",
            $"{owner} ({(held.Count == 0 ? Sentence.Ours("no role") : Sentence.List(held.Select(Roles.Title)))}) "
                + $"could not use a key with {scope}: it requires "
                + $"one of the roles {Sentence.List(needed.Select(Roles.Title))}. Leave the scope out, or name another owner."
        );

    public static Refusal UnknownScopes { get; } =
        Refusal.Field(
            "key.unknown-scope",
            "scopes",
            $"Valid scopes: {string.Join(", ", Scopes.All)}. Name at least one, and each at most once."
        );

    public static Refusal UnknownOwner { get; } =
        Refusal.Field("key.unknown-owner", "owner", $"For the owner, give the e-mail address of an account that is not disabled.");

    public static Refusal OwnerMissing { get; } =
        Refusal.Field(
            "key.owner-missing",
            "owner",
            $"A key with the scope registry:write can request promotions, so a person must be accountable for it. Name its "
                + $"owner: on the host with --owner and their e-mail address."
        );

    public static Refusal OwnerOfKey { get; } =
        Refusal.Field(
            "key.foreign-owner",
            "owner",
            $"A key created with an API key must have the same owner as that key.",
            RefusalKind.Forbidden
        );

    public static Refusal WiderScopes { get; } =
        Refusal.Field(
            "key.wider-scopes",
            "scopes",
            $"A key created with an API key cannot have a scope which that key lacks.",
            RefusalKind.Forbidden
        );
}
