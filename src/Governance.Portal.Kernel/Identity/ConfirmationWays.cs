using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>How a person can show again who they are.</summary>
/// <param name="Password">With a password: they have one, and it counts here.</param>
/// <param name="Code">Whether a one-time code goes with it.</param>
/// <param name="Provider">Name of the organisation's provider, where their account is linked to it.</param>
/// <param name="Passkey">With a passkey.</param>
public sealed record WaysToConfirm(bool Password, bool Code, string? Provider, bool Passkey)
{
    /// <summary>True when no way is open.</summary>
    public bool IsNone => !Password && Provider is null && !Passkey;

    /// <summary>Whether the account is signed in to with a password, alone or with more.</summary>
    public bool HasPassword { get; init; }
}

/// <summary>
/// Reads which ways are open to a person, so that a dialog asks for nothing that cannot work. What is presented is judged again.
/// </summary>
public sealed class ConfirmationWays(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    SecondFactor secondFactor,
    IOptions<SingleSignOnOptions> signOn
)
{
    /// <summary>What most people have, until it is known what someone has.</summary>
    public WaysToConfirm Usual => new(signOn.Value.AllowsPassword(breakGlass: false), false, null, false);

    /// <summary>Whom to ask for a link, where there is one to be linked to.</summary>
    public string? Provider => signOn.Value.IsEnabled ? signOn.Value.Name : null;

    /// <summary>True for a person who has a passkey.</summary>
    public async Task<bool> HasPasskeyAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.User is not { } user)
        {
            return false;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await SecondFactor.HasPasskeyAsync(db, user, ct);
    }

    /// <summary>The ways of the person who looks at a page; none without a session.</summary>
    public async Task<WaysToConfirm> OfAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.User is not { } user || actor.Session is null)
        {
            return Usual;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .Users.AsNoTracking()
            .Where(u => u.Id == user.Number)
            .Select(u => new
            {
                HasPassword = u.PasswordHash != null,
                u.BreakGlass,
                HasCodes = db.TimeCodeKeys.Any(k => k.User == user && k.Secret != null),
                IsLinked = db.ProviderIdentities.Any(i => i.User == user),
                HasPasskey = db.UserPasskeys.Any(p => p.UserId == user.Number),
            })
            .SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return Usual;
        }

        var hasPassword = found.HasPassword && signOn.Value.AllowsPassword(found.BreakGlass);
        // Where the role asks for more than a password, it counts with a code only; before there is anything else, it serves to set that
        // up.
        var isAlone = !found.HasCodes && found.HasPasskey && !found.BreakGlass;
        var password = hasPassword && !(isAlone && secondFactor.IsDemandedOf(await AccessReader.RolesOf(db, user.Number).ToListAsync(ct)));
        return new(password, password && found.HasCodes, found.IsLinked ? Provider : null, found.HasPasskey) { HasPassword = hasPassword };
    }
}
