using Governance.Domain;

namespace Governance.Portal.Administration.Account;

/// <summary>Refusals about the passkeys of an account.</summary>
internal static class PasskeyRefusals
{
    /// <summary>Most passkeys of one account.</summary>
    public const int Most = 20;

    /// <summary>Longest name.</summary>
    public const int MaxName = 100;

    /// <summary>No such passkey here.</summary>
    public static Refusal NotFound { get; } = new("passkey.not-found", $"Your account has no such passkey.", RefusalKind.NotFound);

    /// <summary>Without a name no one tells two passkeys apart.</summary>
    public static Refusal NameMissing { get; } =
        Refusal.Field(
            "passkey.name-missing",
            "name",
            $"Give the passkey a name of at most {MaxName} characters, so that you recognise it."
        );

    /// <summary>Too many.</summary>
    public static Refusal TooMany { get; } =
        new("passkey.too-many", $"An account can have at most {Most} passkeys. Remove one that you no longer use.", RefusalKind.Conflict);

    /// <summary>What the browser sent does not make a passkey.</summary>
    public static Refusal NotRegistered { get; } =
        new(
            "passkey.not-registered",
            $"This passkey was not added: it is already registered, did not verify you, or was created for another site. Try "
                + $"again, or use another device.",
            RefusalKind.Invalid
        );
}
