using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Which roles need more than a password, and who lacks it. Someone who lacks it signs in without a role, to set it up and for nothing
/// else. The organisation's provider asks for its own second factor, and an account for emergencies opens once, loudly: neither is asked
/// here.
/// </summary>
public sealed class SecondFactor(IOptions<SecurityOptions> security, IOptions<DemoOptions> demo)
{
    private readonly HashSet<string> _roles = new(RolesOf(security.Value, demo.Value.Enabled), StringComparer.Ordinal);

    /// <summary>A passkey is there, and a password alone is not enough for a role of the account.</summary>
    public static Refusal PasskeyNeeded { get; } =
        new(
            "session.passkey-needed",
            $"Your role requires more than a password, and your account has a passkey. Use the passkey, or set up one-time codes with it.",
            RefusalKind.Unauthenticated
        );

    /// <summary>A role is not put in force before there is a second step.</summary>
    public static Refusal Missing { get; } =
        new(
            "session.second-step-missing",
            $"Your role requires a passkey or one-time codes, and your account has neither. Set one up under Account, Security.",
            RefusalKind.Forbidden
        );

    /// <summary>The last second step of someone whose role asks for one stays.</summary>
    public static Refusal Demanded { get; } =
        new(
            "session.second-step-demanded",
            $"Your role requires a passkey or one-time codes, and this is your last one. Set up another one first.",
            RefusalKind.Conflict
        );

    /// <summary>Whether one of these roles needs more than a password.</summary>
    public bool IsDemandedOf(IEnumerable<string> held)
    {
        ArgumentNullException.ThrowIfNull(held);
        return held.Any(_roles.Contains);
    }

    /// <summary>Whether someone with these roles needs more than a password, and has nothing more.</summary>
    public async Task<bool> IsMissingAsync(GovernanceDbContext db, UserId user, IEnumerable<string> held, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return IsDemandedOf(held) && !await OneTimeCodes.AsksAsync(db, user, ct) && !await HasPasskeyAsync(db, user, ct);
    }

    /// <summary>Whether an account has a passkey.</summary>
    public static Task<bool> HasPasskeyAsync(GovernanceDbContext db, UserId user, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.UserPasskeys.AnyAsync(p => p.UserId == user.Number, ct);
    }

    private static IEnumerable<string> RolesOf(SecurityOptions options, bool isDemo) =>
        options.SecondFactorRoles is { Length: > 0 } named ? KnownRolesAttribute.Read(named)
        : isDemo ? []
        : Permission.SignOff.GrantedTo.Append(Roles.Administrator);
}
