using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data.Api;
using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Data.DataScopes;
using Governance.Data.Identity;
using Governance.Data.Postgres;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Transparency;
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

    /// <summary>
    /// True for what widens rights: a person proves afresh who they are, and of keys only those may that the host made to administer.
    /// </summary>
    public bool WidensRights { get; init; }

    /// <summary>
    /// True for a person's word that others build on (a second person's, a signature, what hands one over): refused to whom someone let in
    /// within a day and no one else vouches for. Signatures of promotions ask by their policies' time instead.
    /// </summary>
    public bool Decides { get; init; }

    /// <summary>
    /// True for what comes many times a second: what a key may do is not read again while the log shows that it holds.
    /// </summary>
    public bool KeepsRights { get; init; }
}

/// <summary>Asks for the fresh proof of identity that goes with an act.</summary>
public interface IFreshProof
{
    /// <summary>Checks and uses up the proof sent with the request; null when it is valid.</summary>
    Task<Refusal?> RefusesAsync(Actor actor, Attempt attempt, CancellationToken ct);
}

/// <summary>Where proofs cannot be checked, none is accepted.</summary>
internal sealed class NoFreshProof : IFreshProof
{
    public Task<Refusal?> RefusesAsync(Actor actor, Attempt attempt, CancellationToken ct) =>
        Task.FromResult<Refusal?>(IdentityRefusals.ProofNeeded);
}

/// <summary>Records refusals of known callers. Repeats are counted instead of logged, because the log cannot be pruned.</summary>
public interface IRefusalLog
{
    /// <summary>Writes the first refusal of a kind at once and counts what follows.</summary>
    /// <param name="actor">Who was refused.</param>
    /// <param name="action">The action tried.</param>
    /// <param name="subject">The thing it was tried on.</param>
    /// <param name="code">Code of the refusal.</param>
    /// <param name="ct">Cancels.</param>
    Task AddAsync(Actor actor, string action, string subject, string code, CancellationToken ct);
}

/// <summary>
/// Runs an action in one transaction: loads what the actor may do now, asks the action, saves its changes with their log entries, or
/// leaves nothing but the record of the attempt. What has to stay whatever comes of it (a proof that was used up) is saved before, by
/// itself. When two writers collide the action runs again from its load, at most three times.
/// </summary>
public sealed partial class ActionRunner(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock,
    ChangeFeed feed,
    IFreshProof proofs,
    ILogger<ActionRunner> logger,
    IEnumerable<IRefusalLog>? refusals = null,
    IEnumerable<IActionWatch>? watches = null,
    IEnumerable<IOutsideCallWatch>? outside = null
)
{
    private const int Tries = 3;

    // How often what an action needs from other systems is fetched: one change of facts can lead to a question that only the next try puts.
    private const int Fetches = 6;

    private readonly IRefusalLog? _refusals = refusals?.FirstOrDefault();
    private readonly IActionWatch? _watch = watches?.FirstOrDefault();
    private readonly IOutsideCallWatch? _outside = outside?.FirstOrDefault();

    /// <summary>Runs an action that changes something.</summary>
    /// <param name="actor">Who, as authenticated.</param>
    /// <param name="attempt">What.</param>
    /// <param name="act">Loads, asks the rule, appends facts; does not save. May run more than once.</param>
    /// <param name="ct">Cancels before the save.</param>
    public Task<Result<T>> RunAsync<T>(
        Actor actor,
        Attempt attempt,
        Func<ActionContext, CancellationToken, Task<Result<T>>> act,
        CancellationToken ct
    ) => RunAsync(actor, attempt, act, value => value, ct);

    /// <summary>Runs an action that changes something, and tells what it came to: a value, not the stored thing itself.</summary>
    /// <param name="actor">Who, as authenticated.</param>
    /// <param name="attempt">What.</param>
    /// <param name="act">Loads, asks the rule, appends facts; does not save. May run more than once.</param>
    /// <param name="tell">Says what was done, from what is saved. It stands beside the key of a request that has one, for its
    /// repeats.</param>
    /// <param name="ct">Cancels before the save.</param>
    public async Task<Result<T>> RunAsync<TActed, T>(
        Actor actor,
        Attempt attempt,
        Func<ActionContext, CancellationToken, Task<Result<TActed>>> act,
        Func<TActed, T> tell,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(act);
        ArgumentNullException.ThrowIfNull(tell);
        using var timing = _watch?.Begin(attempt);
        var outcome = await RunMeasuredAsync(actor, attempt, act, tell, ct);
        timing?.End(outcome.Refusal);
        return outcome;
    }

    private async Task<Result<T>> RunMeasuredAsync<TActed, T>(
        Actor actor,
        Attempt attempt,
        Func<ActionContext, CancellationToken, Task<Result<TActed>>> act,
        Func<TActed, T> tell,
        CancellationToken ct
    )
    {
        var write = IdempotentWrite.Current;
        if (write is not null && write.TryRepeat<T>(attempt, out var before))
        {
            return Result<T>.Done(before);
        }

        // What is recorded is written in the language of the source, whichever the page is shown in. Ends with this method, as it is async.
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        if (attempt.WidensRights && await UnprovenAsync(actor, attempt, ct) is { } unproven)
        {
            await RefusedAsync(actor, attempt, unproven, ct);
            return unproven;
        }

        var began = clock.GetTimestamp();
        var steps = write?.Steps ?? 0;
        var fetched = 0;
        var stoodStill = false;
        // A try after a fetch is of the same instant: the facts it makes are those that were asked about.
        DateTimeOffset? at = null;
        for (var attemptNumber = 1; ; attemptNumber++)
        {
            var progress = new Progress();
            write?.Forget(steps);
            try
            {
                var patience = actor.Kind is ActorKind.User or ActorKind.Key or ActorKind.Anonymous
                    ? PostgresPatience.Action - clock.GetElapsedTime(began)
                    : Timeout.InfiniteTimeSpan;
                var outcome = await TryAsync(actor, attempt, act, tell, progress, (at, patience), ct);
                if (!outcome.IsDone)
                {
                    write?.Note<T>(attempt, null);
                }

                if (outcome.Refusal is { Code: RecordIntegrity.Code } altered)
                {
                    LogAltered(null, attempt.Action, altered.Message);
                    await RefusedAsync(actor, attempt, altered, ct);
                }
                else if (outcome.Refusal is { } refusal && (attempt.LogEveryRefusal || refusal.Kind is RefusalKind.Forbidden))
                {
                    await RefusedAsync(actor, attempt, refusal, ct);
                }

                return outcome;
            }
            catch (OutsideFactNeededException e)
            {
                if (++fetched > Fetches)
                {
                    LogMoved(e, attempt.Action, attempt.Subject);
                    return FactsMoved;
                }

                try
                {
                    await e.FetchAsync(ct);
                }
                catch (ContentUnavailableException away)
                {
                    LogNoContent(away, attempt.Action, attempt.Subject);
                    return StorageRefusals.Unavailable;
                }

                at = progress.Now;
                attemptNumber--;
            }
            catch (LogDamagedException e)
            {
                LogDamaged(e, attempt.Action, attempt.Subject);
                return Damaged;
            }
            catch (SchemaTooNewException e)
            {
                LogOutdated(e, attempt.Action, attempt.Subject);
                return Outdated;
            }
            catch (RecordAlteredException e)
            {
                LogAltered(e, attempt.Action, attempt.Subject);
                await RefusedAsync(actor, attempt, e.Refusal, ct);
                return e.Refusal;
            }
            catch (SigningKeyException e)
            {
                LogUnsigned(e, attempt.Action, attempt.Subject);
                return Unsigned;
            }
            catch (ContentUnavailableException e)
            {
                LogNoContent(e, attempt.Action, attempt.Subject);
                return StorageRefusals.Unavailable;
            }
            catch (Exception e) when (StorageFaults.IsFull(e))
            {
                // Nothing of the transaction was kept; the same call works once there is room.
                LogFull(e, attempt.Action, attempt.Subject);
                return StorageRefusals.DiskFull;
            }
            catch (Exception e) when (DatabaseFaults.IsCrowded(e))
            {
                LogGivenUp(e, attempt.Action, attempt.Subject);
                return Crowded;
            }
            catch (OperationCanceledException e) when (progress.HasLostTurn)
            {
                LogGivenUp(e, attempt.Action, attempt.Subject);
                return Locked;
            }
            catch (Exception e) when (DatabaseFaults.IsCollision(e))
            {
                LogCollision(attempt.Action, attempt.Subject, attemptNumber);
                if (attemptNumber == Tries)
                {
                    return Busy;
                }
            }
            catch (Exception e)
                when (!progress.IsCommitting
                    && !stoodStill
                    && (
                        DatabaseFaults.HasStoodStill(e)
                        || (DatabaseFaults.IsCut(e) && clock.GetElapsedTime(began) >= PostgresPatience.Action)
                    )
                )
            {
                // While this node stood still, nobody waited for the database: what is tried once more has all the patience. That the
                // server has ended the session is its word, or, where that was not read any more, a connection that is cut.
                LogHeldUp(attempt.Action, attempt.Subject, attemptNumber);
                stoodStill = true;
                began = clock.GetTimestamp();
                attemptNumber--;
            }
            catch (Exception e)
                when (!progress.IsCommitting && DatabaseFaults.IsHeldUp(e) && clock.GetElapsedTime(began) < PostgresPatience.Action)
            {
                // A node that froze with a lock keeps it for some seconds; this try waited, or was itself the one that stood still.
                LogHeldUp(attempt.Action, attempt.Subject, attemptNumber);
                attemptNumber--;
            }
            catch (Exception e) when (!progress.IsCommitting && DatabaseFaults.IsHeldUp(e))
            {
                LogGivenUp(e, attempt.Action, attempt.Subject);
                return DatabaseFaults.HasStoodStill(e) ? StoodStill : Locked;
            }
            catch (Exception e)
                when (!progress.IsCommitting
                    && attemptNumber < Tries
                    && DatabaseFaults.IsAway(e)
                    && clock.GetElapsedTime(began) < PostgresPatience.Action
                )
            {
                // The connection was gone before anything could be committed by it: the server ended it, or another one took over.
                LogHeldUp(attempt.Action, attempt.Subject, attemptNumber);
            }
        }
    }

    /// <summary>
    /// Records an attempt that was stopped before it became an action (at the door of a page or endpoint). The same refusal of the same
    /// caller is written once and then counted; the host's own commands are written each.
    /// </summary>
    public async Task RefusedAsync(Actor actor, Attempt attempt, Refusal refusal, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(refusal);
        ArgumentNullException.ThrowIfNull(actor);
        LogRefused(attempt.Action, attempt.Subject, refusal.Code);
        if (_refusals is { } counted && actor.Kind is (ActorKind.User or ActorKind.Key or ActorKind.Anonymous))
        {
            await counted.AddAsync(actor, attempt.Action, attempt.Subject, refusal.Code, ct);
            return;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.Append(
            new AuditEvent(attempt.Action, attempt.Subject, new JsonObject { ["code"] = refusal.Code }) { Refused = true },
            actor,
            clock.GetUtcNow()
        );
        await db.SaveChangesAsync(ct);
    }

    // A caller without the permission is refused by the action, and the proof is not used up.
    private async Task<Refusal?> UnprovenAsync(Actor actor, Attempt attempt, CancellationToken ct)
    {
        if (actor.Kind is not (ActorKind.User or ActorKind.Key))
        {
            return null;
        }

        await using (var db = await WholeAsync(ct))
        {
            if (db.LogDamage is not null)
            {
                return null; // refused below, and the proof is not used up
            }

            var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
            if (!access.IsDone || (attempt.Permission is { } permission && !access.Value.Has(permission)))
            {
                return null;
            }

            if (actor.Kind is ActorKind.Key)
            {
                return access.Value.KeyAdministers ? null : IdentityRefusals.KeyWidensNothing;
            }
        }

        return await proofs.RefusesAsync(actor, attempt, ct);
    }

    private async Task<Result<T>> TryAsync<TActed, T>(
        Actor actor,
        Attempt attempt,
        Func<ActionContext, CancellationToken, Task<Result<TActed>>> act,
        Func<TActed, T> tell,
        Progress progress,
        (DateTimeOffset? At, TimeSpan Patience) when,
        CancellationToken ct
    )
    {
        await using var db = await WholeAsync(ct);
        if (db.LogDamage is { } damage)
        {
            throw new LogDamagedException(damage);
        }

        await using var transaction = await BeginAsync(db, when.Patience, progress, ct);
        using var open = OpenTransaction.Begin(attempt.Action, _outside);
        // To the millisecond, as the log writes it: what rows say of an action's time can be checked against its entry.
        var now = when.At ?? clock.GetLocalNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        progress.Now = now;
        var access =
            attempt.KeepsRights && db.Rights is { } rights
                ? await rights.LoadAsync(db, actor, now, ct)
                : await AccessReader.LoadAsync(db, actor, now, ct);
        if (access.Refusal is { } unknown)
        {
            return unknown;
        }

        if (access.Value.ReadsOnly)
        {
            return SignInAgain;
        }

        if (attempt.Permission is { } permission && access.Value.Refuses(permission) is { } forbidden)
        {
            return forbidden;
        }

        if (access.Value.DataScope is { } dataScope && await DataScopeGuard.RefusesAsync(db, dataScope, attempt, ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (
            attempt.Decides
            && access.Value.Person is { } person
            && await SoonAfterReset.RefusesAsync(db, person, SoonAfterReset.Within, now, ct) is { } tooSoon
        )
        {
            return tooSoon;
        }

        var context = new ActionContext(db, access.Value, now);
        var outcome = await act(context, ct);
        if (
            outcome.IsDone
            && access.Value.DataScope is { } limit
            && !ScopeRules.IsOwn(attempt.Action)
            && await DataScopeGuard.RefusesAsync(db, limit, ct) is { } beyond
        )
        {
            return beyond;
        }

        if (!outcome.IsDone)
        {
            return outcome.Refusal;
        }

        IdempotentWrite.Current?.Note(attempt, () => tell(outcome.Value));
        await db.SaveChangesAsync(ct);
        progress.IsCommitting = true;
        await transaction.CommitAsync(ct);
        open.Dispose(); // those who hear of it are outside
        feed.Publish(context.Changes);
        return Result<T>.Done(tell(outcome.Value));
    }

    // Rules are judged on all data, for a limited role too; what lies outside its scope is refused separately (DataScopeGuard).
    private async Task<GovernanceDbContext> WholeAsync(CancellationToken ct)
    {
        var db = await dbFactory.CreateDbContextAsync(ct);
        db.DataScope = null;
        // An action that cannot be saved is rolled back whole and runs again from its load.
        db.Database.AutoSavepointsEnabled = false;
        return db;
    }
}
