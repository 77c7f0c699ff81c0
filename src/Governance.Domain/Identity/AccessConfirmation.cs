using Governance.Domain.Approvals;

namespace Governance.Domain.Identity;

/// <summary>Which access counts only after a second person confirmed it, and who that person can be.</summary>
public static class AccessConfirmation
{
    /// <summary>Hours after a reset of someone's access within which they decide nothing, unless a second person vouches for it.</summary>
    public const int SoonAfterResetHours = 24;

    // What decides, and what lets others decide. A role with any of these is worth a second look.
    private static readonly IReadOnlyList<Permission> s_weighty =
    [
        Permission.SignOff,
        Permission.Override,
        Permission.ReviewOverride,
        Permission.GrantWaiver,
        Permission.ApprovePolicy,
        Permission.ConfirmAccess,
        Permission.Administer,
    ];

    /// <summary>The roles that count only after a second person confirmed them: those that sign, confirm, or widen rights.</summary>
    public static IReadOnlyList<string> NeededFor { get; } =
    [.. Roles.All.Where(r => s_weighty.Any(p => p.GrantedTo.Contains(r, StringComparer.Ordinal)))];

    /// <summary>True for a role that counts only after a second person confirmed it.</summary>
    public static bool IsNeeded(string role) => NeededFor.Contains(role, StringComparer.Ordinal);

    /// <summary>Null when this person may be the second; else why not. That their own role is confirmed, their permission says.</summary>
    /// <param name="confirmer">Who wants to confirm.</param>
    /// <param name="concerned">Whose access it is.</param>
    /// <param name="giver">Who gave it; null for the host and the provider.</param>
    /// <param name="apart">Who got their access through whom.</param>
    public static Refusal? Refuses(UserId confirmer, UserId concerned, UserId? giver, Separation apart)
    {
        ArgumentNullException.ThrowIfNull(apart);
        return confirmer == concerned ? OwnAccess
            : giver is { } by && (by == confirmer || apart.GaveAccess(confirmer, by)) ? OneHand
            : null;
    }

    /// <summary>The person concerned is no second person.</summary>
    public static Refusal OwnAccess { get; } =
        new(
            "access.own",
            $"You cannot confirm your own access. Another administrator or a risk officer must do it, or someone on the "
                + $"host with admin confirm-access.",
            RefusalKind.Forbidden
        );

    /// <summary>The giver, and those through whom they got their own access, are no second person either.</summary>
    public static Refusal OneHand { get; } =
        new(
            "access.second-person",
            $"A second person must confirm access: not the person who granted it, nor anyone who received their own access from that "
                + $"person or granted it to them. Another administrator or a risk officer can do it, or someone on the host with admin "
                + $"confirm-access.",
            RefusalKind.Forbidden
        );

    /// <summary>There is nothing to confirm.</summary>
    public static Refusal NothingWaits { get; } =
        new("access.nothing-waits", $"Nothing on this account needs confirmation.", RefusalKind.Conflict);
}
