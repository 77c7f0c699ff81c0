using Governance.Domain;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>Refusals about signing in at the organisation's provider.</summary>
public static class ProviderRefusals
{
    /// <summary>No provider is configured.</summary>
    public static Refusal NotConfigured { get; } =
        new("provider.not-configured", $"This portal has no single sign-on. Sign in with your password or passkey.", RefusalKind.NotFound);

    /// <summary>The provider does not answer.</summary>
    public static Refusal Away { get; } =
        new(
            "provider.away",
            $"The identity provider cannot be reached, or does not answer correctly. Try again later. Open sessions keep working.",
            RefusalKind.Unavailable
        );

    /// <summary>The answer does not belong to a sign-in begun in this browser, or came too late.</summary>
    public static Refusal NotBegunHere { get; } =
        new(
            "provider.not-begun-here",
            $"This sign-in was not started in this browser, took longer than ten minutes, or was already used. Start again.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The person said no, or the provider did.</summary>
    public static Refusal Declined { get; } =
        new(
            "provider.declined",
            $"The identity provider did not sign you in: the sign-in was cancelled, or you have no access to this application there.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The answer is not what was asked for; the server's log says what is wrong with it.</summary>
    public static Refusal NotValid { get; } =
        new(
            "provider.answer-not-valid",
            $"The identity provider's answer is not valid, so no one was signed in. Try again. If it happens again, inform "
                + $"an administrator.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The groups were left out because there are too many.</summary>
    public static Refusal GroupsLeftOut { get; } =
        new(
            "provider.groups-left-out",
            $"The identity provider did not list your groups because there are too many, so your roles are not known. Ask an "
                + $"administrator to have it send only those of this application.",
            RefusalKind.Unauthenticated
        );

    /// <summary>No one's account.</summary>
    public static Refusal NoAccount { get; } =
        new("provider.no-account", $"There is no account here for you yet. Ask an administrator for one.", RefusalKind.Unauthenticated);

    /// <summary>An account has the e-mail address and is not tied to this identity. An address proves nothing.</summary>
    public static Refusal EmailTaken { get; } =
        new(
            "provider.email-taken",
            $"There is an account with your e-mail address that is not linked to single sign-on. Sign in to it and link it "
                + $"under Account, Security, or ask an administrator.",
            RefusalKind.Unauthenticated
        );

    /// <summary>No usable e-mail address to make an account with.</summary>
    public static Refusal NoEmail { get; } =
        new(
            "provider.no-email",
            $"The identity provider did not send a verified e-mail address, so no account can be created for you. Ask an administrator.",
            RefusalKind.Unauthenticated
        );

    /// <summary>No group of the person means a role.</summary>
    public static Refusal NoRole { get; } =
        new(
            "provider.no-role",
            $"Your identity was confirmed, but none of your groups has a role in this portal.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The account is disabled or locked.</summary>
    public static Refusal AccountClosed { get; } =
        new("provider.account-closed", $"Your account here is disabled or locked. Ask an administrator.", RefusalKind.Unauthenticated);

    /// <summary>Only the provider's sign-in is allowed.</summary>
    public static Refusal LocalOff { get; } =
        new(
            "provider.required",
            $"Passwords are not used here: sign in with the organisation's single sign-on. Confirm signatures there too, or with a "
                + $"passkey.",
            RefusalKind.Unauthenticated
        );

    /// <summary>Another person came back from the provider.</summary>
    public static Refusal SomebodyElse { get; } =
        new(
            "provider.somebody-else",
            $"The person who signed in at the identity provider is not the person signed in here. Nothing was confirmed.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The provider did not ask again, or not strongly enough.</summary>
    public static Refusal NotFresh { get; } =
        new(
            "provider.not-fresh",
            $"The identity provider did not confirm a recent sign-in, or not one strong enough for signatures. Nothing "
                + $"was confirmed. Use a passkey or your password.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The account is linked already.</summary>
    public static Refusal LinkedAlready { get; } =
        new("provider.linked-already", $"This account or identity is already linked. Remove that link first.", RefusalKind.Conflict);

    /// <summary>The account is not linked.</summary>
    public static Refusal NotLinked { get; } =
        new("provider.not-linked", $"This account is not linked to single sign-on.", RefusalKind.Conflict);

    /// <summary>The subject cannot be one.</summary>
    public static Refusal SubjectNotValid { get; } =
        Refusal.Field(
            "provider.subject-not-valid",
            "subject",
            $"Enter the identifier (sub) by which the identity provider identifies this person: 1 to 255 characters without spaces."
        );

    /// <summary>No one links their own account as administrator.</summary>
    public static Refusal OwnLink { get; } =
        new(
            "provider.own-link",
            $"You cannot link your own account here. Link it under Account, Security; otherwise, ask another administrator.",
            RefusalKind.Forbidden
        );

    /// <summary>A logout token that does not hold.</summary>
    public static Refusal LogoutNotValid { get; } =
        new(
            "provider.logout-not-valid",
            $"This logout token is not valid, is too old, or was used before. No session was ended. The server's log has the reason.",
            RefusalKind.Malformed
        );

    /// <summary>The one that a page of its own explains, by its code.</summary>
    public static Refusal? Find(string? code) =>
        Array.Find(
            [
                NotConfigured,
                Away,
                NotBegunHere,
                Declined,
                NotValid,
                GroupsLeftOut,
                NoAccount,
                EmailTaken,
                NoEmail,
                NoRole,
                AccountClosed,
                LocalOff,
                SomebodyElse,
                NotFresh,
                LinkedAlready,
            ],
            r => r.Code == code
        );

    /// <summary>The last way in.</summary>
    public static Refusal LastWay { get; } =
        new(
            "provider.last-way",
            $"This account has no password and no passkey: without the link no one could sign in to it. Ask an "
                + $"administrator for a one-time link first.",
            RefusalKind.Conflict
        );
}

/// <summary>Stops a sign-in at the provider.</summary>
public sealed class ProviderException(Refusal refusal, string detail, Exception? inner = null) : Exception(detail, inner)
{
    /// <summary>What the person is told; the message is for the server's log.</summary>
    public Refusal Refusal { get; } = refusal;
}
