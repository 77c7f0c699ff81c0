using Governance.Domain.Identity;

namespace Governance.Policies;

/// <summary>The sign-offs a policy asks for.</summary>
/// <param name="Roles">Slots to be signed, each with the risk classes it is for.</param>
/// <param name="MaxAgeDays">Days an approval stays valid before it must be used. Range: at least 1; 30 when the file says nothing.</param>
/// <param name="OpenDays">Days a request may stay open. Range: at least 1; 30 when the file says nothing.</param>
public sealed record PolicyApprovals(IReadOnlyList<ApprovalRole> Roles, int MaxAgeDays, int OpenDays)
{
    /// <summary>Days an approval is valid and a request stays open unless a policy says otherwise.</summary>
    public const int DefaultDays = 30;

    /// <summary>
    /// Hours after an administrator reset someone's access in which they sign nothing, unless the policies say otherwise.
    /// </summary>
    public const int DefaultSoonAfterResetHours = AccessConfirmation.SoonAfterResetHours;

    /// <summary>The most hours a policy may ask for.</summary>
    public const int MaxSoonAfterResetHours = 720;

    /// <summary>
    /// Hours after an administrator reset someone's access in which they sign nothing unless a second person vouches for it; 24 when the
    /// file says nothing, 0 for none: such a signature is then only marked.
    /// </summary>
    public int SoonAfterResetHours { get; init; } = DefaultSoonAfterResetHours;
}

/// <summary>One slot to be signed.</summary>
/// <param name="Role"><c>security</c>, <c>legal</c> or <c>owner</c>.</param>
/// <param name="RiskClasses">Risk classes that need it; null for all.</param>
public sealed record ApprovalRole(string Role, IReadOnlyList<string>? RiskClasses);
