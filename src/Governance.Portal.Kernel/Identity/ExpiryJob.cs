using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Api;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Ends sessions no one uses, and deletes what is worthless: old proofs, answers kept for repeats, sessions long ended.</summary>
public sealed partial class ExpiryJob(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<SecurityOptions> security,
    DatabaseClock time,
    TimeProvider clock,
    ILogger<ExpiryJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(10), clock)
{
    private const int Batch = 500;

    private static readonly TimeSpan s_answersKept = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_proofsKept = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_sessionsKept = TimeSpan.FromDays(400);

    /// <summary>One round; safe beside other nodes.</summary>
    public override async Task RunAsync(CancellationToken ct)
    {
        var now = Clock.GetLocalNow();
        await EndSessionsAsync(now, ct);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var (proofs, sessions) = (now - s_proofsKept, now - s_sessionsKept);
        await IdempotentWrite.ForgetAsync(db, await time.NowAsync(db, ct) - s_answersKept, ct);
        await db.ReauthenticationProofs.Where(p => p.ExpiresAt < proofs).ExecuteDeleteAsync(ct);
        await db.AnsweredChallenges.Where(c => c.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.SignOffDrafts.Where(d => d.ExpiresAt < proofs).ExecuteDeleteAsync(ct);
        var drafts = now - Data.Conversations.TextDraft.KeptFor;
        await db.TextDrafts.Where(d => d.At < drafts).ExecuteDeleteAsync(ct);
        await db
            .Sessions.Where(s => s.EndedAt != null && (s.Browser != null || s.Network != null))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.Browser, (string?)null).SetProperty(x => x.Network, (string?)null), ct);
        await db.Sessions.Where(s => s.EndedAt < sessions).ExecuteDeleteAsync(ct);
        await KnownBrowsers.ForgetAsync(db, now, ct);
    }

    /// <inheritdoc/>
    protected override void Tell(Exception problem) => LogFailed(problem);

    private async Task EndSessionsAsync(DateTimeOffset now, CancellationToken ct)
    {
        var (unused, oldest) = (now.AddMinutes(-security.Value.SessionIdleMinutes), now.AddHours(-security.Value.SessionHours));
        while (true)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var idle = await db
                .Sessions.Where(s => s.EndedAt == null && (s.LastSeenAt < unused || s.OpenedAt < oldest || s.EndsAt <= now))
                .OrderBy(s => s.Hash)
                .Take(Batch)
                .ToListAsync(ct);
            foreach (var session in idle)
            {
                session.EndedAt = now;
                db.Append(
                    new AuditEvent(
                        "session.closed",
                        session.User.ToString(),
                        new JsonObject
                        {
                            ["session"] = session.Hash,
                            ["because"] = session.EndsAt <= now || session.OpenedAt < oldest ? "over" : "unused",
                        }
                    ),
                    Actor.OfJob("expiry"),
                    now
                );
            }

            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            if (idle.Count < Batch)
            {
                return;
            }
        }
    }

    [LoggerMessage(1303, LogLevel.Error, "Expired sessions and proofs could not be cleared")]
    private partial void LogFailed(Exception e);
}
