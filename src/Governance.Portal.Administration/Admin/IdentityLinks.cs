using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Ties accounts to identities of the provider, in an action that is running.</summary>
internal static class IdentityLinks
{
    /// <summary>The action of a new tie.</summary>
    public const string Linked = "user.identity-linked";

    /// <summary>The action of a tie that was cut.</summary>
    public const string Unlinked = "user.identity-unlinked";

    /// <summary>What stands in the log for an identity: it can be compared, and names no one.</summary>
    public static string Sha256(string issuer, string subject) => Sha256Hex.Of(Encoding.UTF8.GetBytes($"{issuer}\n{subject}"));

    /// <summary>Whose account an identity opens; null when it opens none.</summary>
    public static async Task<UserId?> OwnerAsync(GovernanceDbContext db, string issuer, string subject, CancellationToken ct)
    {
        var found = await db
            .ProviderIdentities.AsNoTracking()
            .Where(i => i.Issuer == issuer && i.Subject == subject)
            .Select(i => new { i.User })
            .SingleOrDefaultAsync(ct);
        return found?.User;
    }

    /// <summary>Ties them, unless one of the two is tied already.</summary>
    public static async Task<Refusal?> LinkAsync(
        GovernanceDbContext db,
        Actor by,
        UserId user,
        string issuer,
        string subject,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await db.ProviderIdentities.AnyAsync(i => i.Issuer == issuer && (i.Subject == subject || i.User == user), ct))
        {
            return ProviderRefusals.LinkedAlready;
        }

        db.ProviderIdentities.Add(
            new ProviderIdentity
            {
                Issuer = issuer,
                Subject = subject,
                User = user,
                LinkedAt = now,
                LinkedBy = by.Id,
            }
        );
        db.Append(new AuditEvent(Linked, user.ToString(), new JsonObject { ["identitySha256"] = Sha256(issuer, subject) }), by, now);
        return null;
    }

    /// <summary>Cuts the tie of an account, takes back the roles that came with it and ends the sessions begun with it.</summary>
    public static async Task<Refusal?> UnlinkAsync(GovernanceDbContext db, Actor by, User user, DateTimeOffset now, CancellationToken ct)
    {
        var links = await db.ProviderIdentities.Where(i => i.User == user.UserId).ToListAsync(ct);
        if (links.Count == 0)
        {
            return ProviderRefusals.NotLinked;
        }

        foreach (var link in links)
        {
            db.ProviderIdentities.Remove(link);
            db.Append(
                new AuditEvent(Unlinked, user.UserId.ToString(), new JsonObject { ["identitySha256"] = Sha256(link.Issuer, link.Subject) }),
                by,
                now
            );
        }

        await AccessGivers.EndAsync(db, user.UserId, GivenAccess.SignOn, now, ct);
        await ProvidedRoles.ApplyAsync(db, user, [], [], now, ct);
        foreach (
            var session in await db
                .Sessions.Where(s =>
                    s.User == user.UserId && s.EndedAt == null && s.Method == SingleSignOnOptions.SessionMethod && s.Hash != by.Session
                )
                .ToListAsync(ct)
        )
        {
            session.EndedAt = now;
            db.Append(
                new AuditEvent(
                    "session.closed",
                    user.UserId.ToString(),
                    new JsonObject { ["session"] = session.Hash, ["because"] = "identity-unlinked" }
                ),
                by,
                now
            );
        }

        return null;
    }
}
