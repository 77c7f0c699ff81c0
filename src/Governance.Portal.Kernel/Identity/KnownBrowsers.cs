using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Remembers from which browsers and networks someone signs in, as hashes, so that they hear of a sign-in from elsewhere.
/// </summary>
public static class KnownBrowsers
{
    private const string Provider = "governance-browser";

    private const int Batch = 500;

    private static readonly TimeSpan s_kept = TimeSpan.FromDays(180);

    /// <summary>Notes a sign-in with what the transaction will save.</summary>
    /// <returns>True when the account was used before, and never like this: not at the very first sign-in.</returns>
    public static async Task<bool> IsNewAsync(
        GovernanceDbContext db,
        User user,
        SessionOrigin from,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(from);
        if (db.SavesBeside)
        {
            // The log states these rows. The next sign-in that it takes says whether the browser is new.
            return false;
        }

        var hash = SecretText.Hash($"{user.Id}\n{from.Browser}\n{from.Network}");
        var known = await db.UserTokens.Where(t => t.UserId == user.Id && t.LoginProvider == Provider).ToListAsync(ct);
        if (known.Find(t => t.Name == hash) is { } row)
        {
            row.Value = Day(now);
            return false;
        }

        db.UserTokens.Add(
            new IdentityUserToken<int>
            {
                UserId = user.Id,
                LoginProvider = Provider,
                Name = hash,
                Value = Day(now),
            }
        );
        return known.Count > 0;
    }

    /// <summary>
    /// Forgets what was not used for half a year, and says so in the log: it states every row of the table, and one that goes without a
    /// word is taken for damage.
    /// </summary>
    internal static async Task ForgetAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var before = Day(now - s_kept);
        while (true)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var old = await db
                .UserTokens.Where(t => t.LoginProvider == Provider && string.Compare(t.Value, before) < 0)
                .OrderBy(t => t.UserId)
                .ThenBy(t => t.Name)
                .Take(Batch)
                .ToListAsync(ct);
            db.UserTokens.RemoveRange(old);
            foreach (var person in old.GroupBy(t => t.UserId))
            {
                db.Append(
                    new AuditEvent("browser.forgotten", new UserId(person.Key).ToString(), new JsonObject { ["count"] = person.Count() }),
                    Actor.OfJob("expiry"),
                    now
                );
            }

            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            if (old.Count < Batch)
            {
                return;
            }
        }
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
