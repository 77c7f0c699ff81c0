using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// Joins sign-ins recorded beside a damaged log into it once it is whole again, each as an entry with the digest of its line, and ends the
/// sessions that only read. A line that is in the log already, since a process ended before its file was put aside, is not entered again.
/// </summary>
internal sealed partial class JoinReadingSessions(
    ReadingSessions files,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogHealth health,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger<JoinReadingSessions> logger
)
{
    /// <summary>Action of the entry of a sign-in.</summary>
    public const string Began = "session.began-beside";

    /// <summary>Action of the entry of anything else that was recorded: a sign-out, a lock, a line that was changed.</summary>
    public const string Noted = "session.noted-beside";

    /// <summary>Who joins them, as the log names it.</summary>
    public static Actor Joiner { get; } = Actor.OfJob("reading-sessions");

    /// <summary>The subject of a line that cannot be believed.</summary>
    internal const string Unknown = "reading-sessions";

    /// <summary>Joins what there is.</summary>
    /// <returns>False while the log is not known to be whole: nothing was done.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        if (health.Sentence is not null || health.Last is null)
        {
            return false;
        }

        try
        {
            foreach (var name in files.Files())
            {
                var lines = await files.JoinAsync(name, lines => JoinAsync(lines, ct), ct);
                LogJoined(lines, name);
            }

            await EndSessionsAsync(ct);
            return true;
        }
        catch (LogDamagedException)
        {
            return false; // damaged again: the file is as it was
        }
    }

    private async Task JoinAsync(IReadOnlyList<ReadingLine> lines, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var known = (
            await db.AuditEntries.AsNoTracking().Where(e => e.Action == Began || e.Action == Noted).Select(e => e.Leaf).ToListAsync(ct)
        )
            .Select(leaf => LoggedEvent.Parse(leaf).Text("lineSha256"))
            .ToHashSet(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        foreach (var line in lines.Where(l => !known.Contains(l.Sha256)))
        {
            db.Append(FactOf(line, await IsAlteredAsync(db, line, ct)), Joiner, now);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // The row of the session says whose it is, where the database still has it: a restored one does not.
    private static async Task<bool> IsAlteredAsync(GovernanceDbContext db, ReadingLine line, CancellationToken ct) =>
        line.IsAltered
        || line.Fact is null
        || (
            line.Fact.Session is { } session
            && await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Hash == session, ct) is { } stored
            && stored.User != line.Fact.User
        );

    private static AuditEvent FactOf(ReadingLine line, bool isAltered)
    {
        var data = new JsonObject
        {
            ["file"] = line.File,
            ["line"] = line.Number,
            ["lineSha256"] = line.Sha256,
        };
        if (isAltered || line.Fact is not { } fact)
        {
            // Its digest and place are a fact; what it says is not.
            data["altered"] = true;
            return new AuditEvent(Noted, Unknown, data);
        }

        data["at"] = CanonicalJson.Time(fact.At);
        data["recorded"] = fact.Action;
        data["role"] = fact.Role;
        foreach (var (name, value) in fact.Data)
        {
            data.TryAdd(name, value?.DeepClone());
        }

        return new AuditEvent(fact.Action == "session.opened" ? Began : Noted, fact.User.ToString(), data);
    }

    private async Task EndSessionsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var open = await db.Sessions.Where(s => s.ReadsOnly && s.EndedAt == null).OrderBy(s => s.Hash).ToListAsync(ct);
        foreach (var session in open)
        {
            session.EndedAt = now;
            db.Append(
                new AuditEvent(
                    "session.closed",
                    session.User.ToString(),
                    new JsonObject { ["session"] = session.Hash, ["because"] = "log-whole" }
                ),
                Joiner,
                now
            );
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        feed.Publish([.. open.Select(s => new Change("session.closed", s.User.ToString()))]);
    }

    [LoggerMessage(1563, LogLevel.Information, "{Lines} lines of {File}, recorded while the audit log was damaged, were entered in it")]
    private partial void LogJoined(int lines, string file);
}

/// <summary>Joins sign-ins that were recorded beside the log: after the start, and when the log is found whole again.</summary>
internal sealed partial class ReadingSessionsJob(
    JoinReadingSessions join,
    LogTail tail,
    LogHealth health,
    TimeProvider clock,
    ILogger<ReadingSessionsJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(1), clock, atOnce: true)
{
    private volatile bool _isDone;

    public override async Task RunAsync(CancellationToken ct)
    {
        if (health.Tail is not null)
        {
            // Found by a look at the log's end: another look says when it is as it should be again.
            await tail.FindFaultAsync(ct);
        }

        // Nothing is recorded beside a log that is whole, so there is nothing to look for until its health changes.
        if (!_isDone)
        {
            _isDone = await join.RunAsync(ct);
        }
    }

    protected override IDisposable Listen()
    {
        void Hear(object? sender, EventArgs change)
        {
            _isDone = false;
            Wake();
        }

        health.Changed += Hear;
        return new OnDispose(() => health.Changed -= Hear);
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1564, LogLevel.Error, "Sign-ins recorded beside the audit log could not be entered in it; the next try is in a minute")]
    private partial void LogFailed(Exception e);
}
