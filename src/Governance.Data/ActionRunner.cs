using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data.Audit;
using Governance.Data.Identity;
using Governance.Data.Reaches;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Governance.Data;

/// <summary>What is attempted, for the log: kept also when it is refused.</summary>
/// <param name="Action">Noun and verb in the past: <c>promotion.signed</c>.</param>
/// <param name="Subject">Readable id of the thing.</param>
/// <param name="Permission">What the actor must be allowed to do; null when the action itself decides.</param>
public sealed record Attempt(string Action, string Subject, Permission? Permission)
{
    /// <summary>True when every refusal is logged, not only a forbidden one (sign-offs).</summary>
    public bool LogEveryRefusal { get; init; }
}

/// <summary>
/// Runs an action in one transaction: loads what the actor may do now, asks the action, saves its changes with their log entries, or
/// leaves nothing but the record of the attempt. When two writers collide the action runs again from its load, at most three times.
/// </summary>
public sealed partial class ActionRunner(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock, ChangeFeed feed, ILogger<ActionRunner> logger)
{
    private const int Tries = 3;

    /// <summary>Refusal after the last try.</summary>
    public static Refusal Busy { get; } = new("action.busy", "Someone else changed this at the same moment. Nothing was recorded. Try again.", RefusalKind.Conflict);

    /// <summary>Refusal while the log is damaged: a change that cannot be logged is not made.</summary>
    public static Refusal Damaged { get; } = new(
        "audit.damaged", "The audit log is damaged, so nothing can be changed. Tell an administrator: db check names the entry.", RefusalKind.Unavailable);

    /// <summary>Runs an action that changes something.</summary>
    /// <param name="actor">Who, as authenticated.</param>
    /// <param name="attempt">What.</param>
    /// <param name="act">Loads, asks the rule, appends facts; does not save. May run more than once.</param>
    /// <param name="ct">Cancels before the save.</param>
    public async Task<Result<T>> RunAsync<T>(Actor actor, Attempt attempt, Func<ActionContext, CancellationToken, Task<Result<T>>> act, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(act);
        // What is recorded is written in the language of the source, whichever the page is shown in. Ends with this method, as it is async.
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        for (var attemptNumber = 1; ; attemptNumber++)
        {
            try
            {
                var outcome = await TryAsync(actor, attempt, act, ct);
                if (outcome.Refusal is { } refusal && (attempt.LogEveryRefusal || refusal.Kind is RefusalKind.Forbidden))
                {
                    await RefusedAsync(actor, attempt, refusal, ct);
                }

                return outcome;
            }
            catch (LogDamagedException e)
            {
                LogDamaged(e, attempt.Action, attempt.Subject);
                return Damaged;
            }
            catch (Exception e) when (IsCollision(e))
            {
                LogCollision(attempt.Action, attempt.Subject, attemptNumber);
                if (attemptNumber == Tries)
                {
                    return Busy;
                }
            }
        }
    }

    /// <summary>Records an attempt that was stopped before it became an action (at the door of a page or endpoint).</summary>
    public async Task RefusedAsync(Actor actor, Attempt attempt, Refusal refusal, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(refusal);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.Append(new AuditEvent(attempt.Action, attempt.Subject, new JsonObject { ["code"] = refusal.Code }) { Refused = true }, actor, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        LogRefused(attempt.Action, attempt.Subject, refusal.Code);
    }

    private async Task<Result<T>> TryAsync<T>(Actor actor, Attempt attempt, Func<ActionContext, CancellationToken, Task<Result<T>>> act, CancellationToken ct)
    {
        await using var db = await WholeAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // To the millisecond, as the log writes it: what rows say of an action's time can be checked against its entry.
        var now = clock.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if (access.Refusal is { } unknown)
        {
            return unknown;
        }

        if (attempt.Permission is { } permission && access.Value.Refuses(permission) is { } forbidden)
        {
            return forbidden;
        }

        if (access.Value.Reach is { } reach && await ReachGuard.RefusesAsync(db, reach, attempt, ct) is { } elsewhere)
        {
            return elsewhere;
        }

        var context = new ActionContext(db, access.Value, now);
        var outcome = await act(context, ct);
        if (outcome.IsDone && access.Value.Reach is { } limit && !ScopeRules.IsOwn(attempt.Action) && await ReachGuard.RefusesAsync(db, limit, ct) is { } beyond)
        {
            return beyond;
        }

        if (!outcome.IsDone)
        {
            // What must stay although the action was refused (a used-up proof) the action has asked to keep.
            if (context.KeepOnRefusal is { } keep)
            {
                await transaction.RollbackAsync(ct);
                await KeepAsync(keep, ct);
            }

            return outcome;
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        feed.Publish(context.Changes);
        return outcome;
    }

    // A rule is judged on everything there is, also for somebody whose role is limited; what they may not name or write is refused.
    private async Task<GovernanceDbContext> WholeAsync(CancellationToken ct)
    {
        var db = await dbFactory.CreateDbContextAsync(ct);
        db.Reach = null;
        return db;
    }

    private async Task KeepAsync(Func<GovernanceDbContext, CancellationToken, Task> keep, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await keep(db, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // 19/1555/2067: SQLite constraint, primary key, unique. 23505: PostgreSQL unique; 40001, 40P01: serialisation, deadlock.
    private static bool IsCollision(Exception e) => e switch
    {
        DbUpdateConcurrencyException => true,
        DbUpdateException { InnerException: Npgsql.PostgresException { SqlState: "23505" or "40001" or "40P01" } } => true,
        Npgsql.PostgresException { SqlState: "40001" or "40P01" } => true,
        InvalidOperationException { InnerException: Npgsql.PostgresException { SqlState: "40001" or "40P01" } } => true, // as a query throws it
        DbUpdateException { InnerException: Microsoft.Data.Sqlite.SqliteException { SqliteExtendedErrorCode: 1555 or 2067 } } => true,
        DbException { InnerException: Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 5 } } => true,
        _ => false,
    };

    [LoggerMessage(1001, LogLevel.Information, "{Action} of {Subject} collided with another writer, try {Try}")]
    private partial void LogCollision(string action, string subject, int @try);

    [LoggerMessage(1004, LogLevel.Critical, "{Action} of {Subject} could not be logged")]
    private partial void LogDamaged(Exception e, string action, string subject);

    [LoggerMessage(1002, LogLevel.Warning, "{Action} of {Subject} refused: {Code}")]
    private partial void LogRefused(string action, string subject, string code);
}

/// <summary>What an action works with while it runs.</summary>
public sealed class ActionContext(GovernanceDbContext db, Access access, DateTimeOffset now)
{
    private readonly List<Change> _changes = [];

    /// <summary>The database, in the action's transaction.</summary>
    public GovernanceDbContext Db { get; } = db;

    /// <summary>Who acts and what they may do now.</summary>
    public Access Access { get; } = access;

    /// <summary>The instant of the action, by the server's clock.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>What to do in a transaction of its own when the action is refused.</summary>
    public Func<GovernanceDbContext, CancellationToken, Task>? KeepOnRefusal { get; set; }

    internal IReadOnlyList<Change> Changes => _changes;

    /// <summary>Queues a fact for the log.</summary>
    public void Append(AuditEvent fact, Action<long>? written = null)
    {
        ArgumentNullException.ThrowIfNull(fact);
        Db.Append(fact, Access.Actor, Now, written);
        _changes.Add(new Change(fact.Action, fact.Subject));
        _changes.AddRange(fact.Covers.Select(subject => new Change(fact.Action, subject)));
    }

    /// <summary>Queues a fact that follows from this action but is the portal's own doing.</summary>
    public void AppendAs(Actor actor, AuditEvent fact, Action<long>? written = null)
    {
        ArgumentNullException.ThrowIfNull(fact);
        Db.Append(fact, actor, Now, written);
        _changes.Add(new Change(fact.Action, fact.Subject));
        _changes.AddRange(fact.Covers.Select(subject => new Change(fact.Action, subject)));
    }
}
