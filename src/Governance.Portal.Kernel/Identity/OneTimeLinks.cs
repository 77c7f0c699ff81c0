using System.Globalization;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>A link with which a person sets their password. Shown once to the administrator who hands it over.</summary>
/// <param name="Path">Address within the portal.</param>
/// <param name="ExpiresAt">When it is worthless.</param>
public sealed record OneTimeLink(string Path, DateTimeOffset ExpiresAt);

/// <summary>One-time links for setting a password: one a person, a day long, stored as a hash, gone once used.</summary>
public static class OneTimeLinks
{
    private const string Provider = "governance";
    private const string Name = "password-link";

    /// <summary>Makes the link of a person; one given out before stops working.</summary>
    public static async Task<OneTimeLink> IssueAsync(GovernanceDbContext db, UserId user, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var secret = SecretText.New();
        var expires = now + AccessGivers.LinkLife;
        var stored = string.Create(CultureInfo.InvariantCulture, $"{SecretText.Hash(secret)} {expires.ToUnixTimeMilliseconds()}");
        if (await RowAsync(db, user, ct) is { } row)
        {
            row.Value = stored;
        }
        else
        {
            db.UserTokens.Add(
                new IdentityUserToken<int>
                {
                    UserId = user.Number,
                    LoginProvider = Provider,
                    Name = Name,
                    Value = stored,
                }
            );
        }

        return new OneTimeLink(string.Create(CultureInfo.InvariantCulture, $"/set-password?token={user.Number}.{secret}"), expires);
    }

    /// <summary>Whose link a token is, or null for one that is unknown, used or too old.</summary>
    public static async Task<UserId?> FindAsync(GovernanceDbContext db, string? token, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (
            token is not { Length: < 100 }
            || token.Split('.') is not [var number, var secret]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || await RowAsync(db, new UserId(id), ct) is not { Value: { } stored }
            || stored.Split(' ') is not [var hash, var until]
        )
        {
            return null;
        }

        var expires = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(until, CultureInfo.InvariantCulture));
        return SecretText.Same(hash, SecretText.Hash(secret)) && now < expires ? new UserId(id) : null;
    }

    /// <summary>Uses up the link of a person.</summary>
    public static async Task RemoveAsync(GovernanceDbContext db, UserId user, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await RowAsync(db, user, ct) is { } row)
        {
            db.UserTokens.Remove(row);
        }
    }

    private static Task<IdentityUserToken<int>?> RowAsync(GovernanceDbContext db, UserId user, CancellationToken ct) =>
        db.UserTokens.SingleOrDefaultAsync(t => t.UserId == user.Number && t.LoginProvider == Provider && t.Name == Name, ct);
}
