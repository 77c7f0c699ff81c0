using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>
/// Access reviews: who has what, since when, given by whom, last used; attested or taken away line by line, with a reason.
/// </summary>
public sealed class ReviewAccess(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IEnumerable<IAccountDisabled> handlers
)
{
    private const string Account = "account";

    /// <summary>Takes the picture and begins a campaign. One at a time.</summary>
    public Task<Result<AccessReviewId>> OpenAsync(Actor actor, DateTimeOffset? dueAt, CancellationToken ct) =>
        InPersonAsync(
            actor,
            "access-review.opened",
            "access-review",
            async (context, token) =>
            {
                if (
                    await context
                        .Db.AccessReviews.AsNoTracking()
                        .Where(r => r.ClosedAt == null)
                        .Select(r => (AccessReviewId?)r.Id)
                        .FirstOrDefaultAsync(token) is
                    { } open
                )
                {
                    return AccessReviewRefusals.OneIsOpen(open);
                }

                var lines = await PictureAsync(context.Db, context.Now, token);
                var review = AccessReview.Open(
                    await context.Db.NextIdAsync<AccessReviewId>(token),
                    dueAt,
                    context.Access.Person!.Value,
                    lines,
                    context.Now
                );
                if (!review.IsDone)
                {
                    return review.Refusal;
                }

                context.Db.AccessReviews.Add(review.Value);
                context.Append(
                    new AuditEvent(
                        "access-review.opened",
                        review.Value.Id.ToString(),
                        new JsonObject { ["lines"] = lines.Count, ["dueAt"] = CanonicalJson.Time(review.Value.DueAt) }
                    )
                );
                return review.Value.Id;
            },
            ct
        );

    /// <summary>Attests a line, or takes the access away.</summary>
    public Task<Result<AccessReviewId>> DecideAsync(
        Actor actor,
        AccessReviewId id,
        int number,
        AccessVerdict? wanted,
        string? reason,
        CancellationToken ct
    ) =>
        InPersonAsync(
            actor,
            "access-review.decided",
            id.ToString(),
            async (context, token) =>
            {
                if (wanted is not { } verdict)
                {
                    return AccessReviewRefusals.VerdictMissing;
                }

                if (await context.Db.AccessReviews.SingleOrDefaultAsync(r => r.Id == id, token) is not { } review)
                {
                    return AccessReviewRefusals.NotFound;
                }

                var me = context.Access.Person!.Value;
                var keys = await context.Db.ApiKeys.AsNoTracking().Where(k => k.Owner == me).Select(k => k.Id).ToListAsync(token);
                var line = review.Decide(number, verdict, reason, me, [me.ToString(), .. keys.Select(k => k.ToString())], context.Now);
                if (!line.IsDone)
                {
                    return line.Refusal;
                }

                if (verdict is AccessVerdict.Revoked && await TakeAwayAsync(context, line.Value, token) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "access-review.decided",
                        id.ToString(),
                        new JsonObject
                        {
                            ["line"] = number,
                            ["holder"] = line.Value.Holder,
                            ["what"] = line.Value.What,
                            ["scope"] = line.Value.Scope,
                            ["verdict"] = WireName.Of(verdict),
                        }
                    )
                );
                return id;
            },
            ct
        );

    /// <summary>Closes a campaign whose every line is decided; the log then holds the digest of its result.</summary>
    public Task<Result<AccessReviewId>> CloseAsync(Actor actor, AccessReviewId id, CancellationToken ct) =>
        InPersonAsync(
            actor,
            "access-review.closed",
            id.ToString(),
            async (context, token) =>
            {
                if (await context.Db.AccessReviews.SingleOrDefaultAsync(r => r.Id == id, token) is not { } review)
                {
                    return AccessReviewRefusals.NotFound;
                }

                var digest = Sha256Hex.Of(Encoding.UTF8.GetBytes(Csv(review)));
                if (review.Close(context.Access.Person!.Value, digest, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "access-review.closed",
                        id.ToString(),
                        new JsonObject
                        {
                            ["resultSha256"] = digest,
                            ["attested"] = review.Lines.Count(l => l.Verdict is AccessVerdict.Attested),
                            ["revoked"] = review.Lines.Count(l => l.Verdict is AccessVerdict.Revoked),
                        }
                    )
                );
                return id;
            },
            ct
        );

    /// <summary>Newest first; there are a few a year.</summary>
    public async Task<IReadOnlyList<AccessReviewRow>> ListAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .AccessReviews.AsNoTracking()
            .OrderByDescending(r => r.Id)
            .Take(100)
            .Select(r => new AccessReviewRow(
                r.Id,
                r.OpenedAt,
                r.DueAt,
                r.ClosedAt,
                r.Lines.Count,
                r.Lines.Count(l => l.Verdict != null),
                r.ResultSha256
            ))
            .ToListAsync(ct);
    }

    /// <summary>A campaign, or null.</summary>
    public async Task<AccessReviewView?> FindAsync(AccessReviewId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.AccessReviews.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } review)
        {
            return null;
        }

        var people = await db
            .Users.AsNoTracking()
            .Select(u => new { u.Id, u.PrintedName })
            .ToDictionaryAsync(u => new UserId(u.Id).ToString(), u => u.PrintedName, StringComparer.Ordinal, ct);
        var keys = await db
            .ApiKeys.AsNoTracking()
            .Select(k => new { k.Id, k.Name })
            .ToDictionaryAsync(k => k.Id.ToString(), k => k.Name, StringComparer.Ordinal, ct);
        return new(
            new(
                review.Id,
                review.OpenedAt,
                review.DueAt,
                review.ClosedAt,
                review.Lines.Count,
                review.Lines.Count(l => l.Verdict is not null),
                review.ResultSha256
            ),
            [
                .. review
                    .Lines.OrderBy(l => l.Number)
                    .Select(l => new AccessLineView(
                        l.Number,
                        l.Holder,
                        people.GetValueOrDefault(l.Holder) ?? keys.GetValueOrDefault(l.Holder) ?? l.Holder,
                        l.What,
                        l.Since,
                        l.GivenBy,
                        l.LastUsedAt,
                        l.Verdict,
                        l.DecidedBy,
                        l.DecidedAt,
                        l.Reason
                    )
                    {
                        Scope = l.Scope,
                    }),
            ]
        );
    }

    /// <summary>
    /// The result as a table: what the digest in the log is of. Ids only, so that it stays the same when someone is renamed.
    /// </summary>
    public async Task<string?> CsvAsync(AccessReviewId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.AccessReviews.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { } review ? Csv(review) : null;
    }

    private static string Csv(AccessReview review)
    {
        var text = new StringBuilder("review,line,holder,what,since,given_by,last_used,verdict,decided_by,decided_at,reason\r\n");
        foreach (var line in review.Lines.OrderBy(l => l.Number))
        {
            string?[] cells =
            [
                review.Id.ToString(),
                line.Number.ToString(CultureInfo.InvariantCulture),
                line.Holder,
                line.Scope is null ? line.What : $"{line.What} ({line.Scope})",
                Time(line.Since),
                line.GivenBy,
                Time(line.LastUsedAt),
                line.Verdict is { } verdict ? WireName.Of(verdict) : null,
                line.DecidedBy?.ToString(),
                Time(line.DecidedAt),
                line.Reason,
            ];
            text.AppendJoin(',', cells.Select(CsvText.Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    private static string? Time(DateTimeOffset? at) => at is { } time ? CanonicalJson.Time(time) : null;

    private static async Task<List<AccessLine>> PictureAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var users = await db
            .Users.AsNoTracking()
            .Where(u => u.DisabledAt == null)
            .OrderBy(u => u.Id)
            .Select(u => new { u.Id, u.CreatedAt })
            .ToListAsync(ct);
        var held = await (
            from assignment in db.UserRoles
            join role in db.Roles on assignment.RoleId equals role.Id
            orderby role.Id
            select new { assignment.UserId, role.Name }
        ).ToListAsync(ct);
        var grants = (await db.AccessGrants.AsNoTracking().Where(g => g.Until == null).ToListAsync(ct))
            .GroupBy(g => (g.User, g.What))
            .ToDictionary(g => g.Key, g => g.MaxBy(r => r.At)!);
        var scopes = (await db.RoleScopes.AsNoTracking().ToListAsync(ct)).ToDictionary(s => (s.User, s.Role));
        var used = await db
            .Sessions.AsNoTracking()
            .GroupBy(s => new { s.User, s.ActiveRole })
            .Select(g => new
            {
                g.Key.User,
                g.Key.ActiveRole,
                At = g.Max(s => s.LastSeenAt),
            })
            .ToListAsync(ct);
        var keys = await db.ApiKeys.AsNoTracking().Where(k => k.RevokedAt == null && k.ExpiresAt > now).OrderBy(k => k.Id).ToListAsync(ct);
        List<AccessLine> lines = [];
        foreach (var user in users)
        {
            var id = new UserId(user.Id);
            var roles = held.Where(h => h.UserId == user.Id).Select(h => h.Name!).ToList();
            foreach (var what in roles.Count > 0 ? roles : [Account])
            {
                var grant = grants.GetValueOrDefault((id, what));
                lines.Add(
                    new AccessLine
                    {
                        Number = lines.Count + 1,
                        Holder = id.ToString(),
                        What = what,
                        Scope = scopes.TryGetValue((id, what), out var scope) ? RoleScopes.Words(scope) : null,
                        Since = grant?.At ?? user.CreatedAt,
                        GivenBy = grant?.By is { } by ? $"user:{by}" : "host",
                        LastUsedAt = used.Where(u => u.User == id && (what == Account || u.ActiveRole == what))
                            .Select(u => (DateTimeOffset?)u.At)
                            .Max(),
                    }
                );
            }
        }

        lines.AddRange(
            keys.Select(
                    (key, i) =>
                        new AccessLine
                        {
                            Number = lines.Count + 1 + i,
                            Holder = key.Id.ToString(),
                            What = string.Join(' ', key.Scopes),
                            Since = key.CreatedAt,
                            GivenBy = key.CreatedBy,
                            LastUsedAt = key.LastUsedAt,
                        }
                )
                .ToList()
        );
        return lines;
    }

    private async Task<Refusal?> TakeAwayAsync(ActionContext context, AccessLine line, CancellationToken ct)
    {
        if (DisplayId.TryParse<ApiKeyId>(line.Holder, out var key))
        {
            var row = await context.Db.ApiKeys.SingleOrDefaultAsync(k => k.Id == key, ct);
            if (row is { RevokedAt: null })
            {
                row.Revoke(context.Now);
                context.Append(new AuditEvent("key.revoked", key.ToString(), []));
            }

            return null;
        }

        if (
            !DisplayId.TryParse<UserId>(line.Holder, out var user)
            || await context.Db.LockUserForUpdateAsync(user.Number, ct) is not { } person
        )
        {
            return AdminRefusals.UnknownUser;
        }

        if (line.What == Account)
        {
            person.DisabledAt ??= context.Now;
            await OneTimeLinks.RemoveAsync(context.Db, user, ct);
            var ended = await ChangeUserState.EndSessionsAsync(context.Db, user, context.Now, ct);
            context.Append(new AuditEvent("user.disabled", user.ToString(), new JsonObject { ["sessions"] = ended }));
            foreach (var handler in handlers)
            {
                await handler.DisabledAsync(context, user, ct);
            }
        }
        else
        {
            if (line.What == Roles.Administrator && await Administrators.IsLastAsync(context.Db, user, ct))
            {
                return AdminRefusals.LastAdministrator;
            }

            var rows = await (
                from assignment in context.Db.UserRoles
                join role in context.Db.Roles on assignment.RoleId equals role.Id
                where assignment.UserId == user.Number && role.Name == line.What
                select assignment
            ).ToListAsync(ct);
            context.Db.UserRoles.RemoveRange(rows);
            await AccessGivers.EndAsync(context.Db, user, line.What, context.Now, ct);
            context.Append(new AuditEvent("role.revoked", user.ToString(), new JsonObject { ["role"] = line.What }));
        }

        person.SecurityStamp = SecretText.New();
        return null;
    }

    private async Task<Result<AccessReviewId>> InPersonAsync(
        Actor actor,
        string action,
        string subject,
        Func<ActionContext, CancellationToken, Task<Result<AccessReviewId>>> act,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        var attempt = new Attempt(action, subject, Permission.Administer);
        if (actor.Kind is ActorKind.Key)
        {
            await runner.RefusedAsync(actor, attempt, AdminRefusals.NotForKeys, ct);
            return AdminRefusals.NotForKeys;
        }

        return await runner.RunAsync(actor, attempt, act, ct);
    }
}
