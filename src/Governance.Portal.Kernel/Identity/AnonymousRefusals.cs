using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Refusals of unknown callers (wrong sign-ins, unknown keys), and of known ones, at the door of a page or endpoint or by an action: the
/// first of a kind is logged at once, what follows within a minute as one entry with its count, so that no one can fill the log.
/// </summary>
public sealed partial class AnonymousRefusals(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock,
    ILogger<AnonymousRefusals> logger
) : PeriodicJob(s_period, clock), IRefusalLog
{
    private const int MaxAddresses = 10_000;

    // Different things that one caller was refused within a minute and that are still told apart.
    private const int MaxOfOneCaller = 100;
    private const string Elsewhere = "elsewhere";

    private static readonly TimeSpan s_period = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<Kind, Tally> _tallies = [];

    private Task? _lastFlush;

    // The log cannot forget, so it does not hold addresses: entries of one address carry one tag while the process lives.
    private readonly byte[] _tagKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>Counts a refusal; logs it when it is the first of its kind in this minute.</summary>
    /// <param name="action">The action tried.</param>
    /// <param name="subject">The thing it was tried on.</param>
    /// <param name="code">Code of the refusal.</param>
    /// <param name="address">From where, as <see cref="FailureCounter.AddressOf"/> writes it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task AddAsync(string action, string subject, string code, string address, CancellationToken ct)
    {
        LogAttempt(action, code, address);
        var actor = Actor.Anonymous();
        await CountAsync(new Kind(action, subject, code, Tag(address), null, actor), actor, ct);
    }

    /// <summary>
    /// Counts a refusal of a known caller, before any action was reached; logs it when it is the first of its kind in this minute.
    /// </summary>
    /// <param name="actor">Who was refused.</param>
    /// <param name="action">The action tried.</param>
    /// <param name="subject">The permission that is missing.</param>
    /// <param name="code">Code of the refusal.</param>
    /// <param name="door">The page or endpoint, as it is routed: no value of the request.</param>
    /// <param name="ct">Cancels.</param>
    public Task AddKnownAsync(Actor actor, string action, string subject, string code, string door, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return CountAsync(new Kind(action, subject, code, null, door, actor with { Request = null }), actor with { Request = null }, ct);
    }

    /// <summary>Counts a refusal of an action; logs it when it is the first of its kind in this minute.</summary>
    /// <param name="actor">Who was refused.</param>
    /// <param name="action">The action tried.</param>
    /// <param name="subject">The thing it was tried on.</param>
    /// <param name="code">Code of the refusal.</param>
    /// <param name="ct">Cancels.</param>
    public Task AddAsync(Actor actor, string action, string subject, string code, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return CountAsync(new Kind(action, subject, code, null, null, actor with { Request = null, Session = null }), actor, ct);
    }

    private async Task CountAsync(Kind asked, Actor first, CancellationToken ct)
    {
        var now = Clock.GetLocalNow();
        var kind = asked;
        lock (_gate)
        {
            if (!_tallies.ContainsKey(kind))
            {
                kind = Bounded(kind);
            }

            if (_tallies.TryGetValue(kind, out var tally) && tally.Since + s_period > now)
            {
                _tallies[kind] = tally with { Count = tally.Count + 1 };
                return;
            }
        }

        try
        {
            await FlushAsync(now, ct);
        }
        catch (LogDamagedException)
        {
            // A damaged log takes no entry: everything stays counted, and the caller hears the refusal all the same.
        }

        lock (_gate)
        {
            if (!_tallies.TryAdd(kind, new Tally(0, now)))
            {
                _tallies[kind] = _tallies[kind] with { Count = _tallies[kind].Count + 1 };
                return;
            }
        }

        try
        {
            await WriteAsync([(kind with { Actor = first }, 1)], now, ct);
        }
        catch (LogDamagedException)
        {
            lock (_gate)
            {
                if (_tallies.TryGetValue(kind, out var tally))
                {
                    _tallies[kind] = tally with { Count = tally.Count + 1 };
                }
            }
        }
        catch
        {
            // Not written, so it was not the first: the next one is, unless others were counted meanwhile, which are written then.
            lock (_gate)
            {
                if (_tallies.TryGetValue(kind, out var tally) && tally.Count == 0)
                {
                    _tallies.Remove(kind);
                }
            }

            throw;
        }
    }

    private static bool IsSame(Actor one, Actor other) => one.Kind == other.Kind && one.User == other.User && one.Key == other.Key;

    // Asked under the lock, for a kind that is not counted yet.
    private Kind Bounded(Kind kind)
    {
        if (
            kind.Address is null
            && kind.Door is null
            && (_tallies.Count >= MaxAddresses || _tallies.Keys.Count(k => IsSame(k.Actor, kind.Actor)) >= MaxOfOneCaller)
        )
        {
            return kind with { Subject = Elsewhere };
        }

        return _tallies.Count >= MaxAddresses
            ? kind with
            {
                Address = kind.Address is null ? null : Elsewhere,
                Door = kind.Door is null ? null : Elsewhere,
            }
            : kind;
    }

    /// <summary>Logs what was counted in minutes that are over.</summary>
    public async Task FlushAsync(DateTimeOffset now, CancellationToken ct)
    {
        List<(Kind, int)> counted = [];
        lock (_gate)
        {
            foreach (var (kind, tally) in _tallies.Where(t => t.Value.Since + s_period <= now).ToList())
            {
                _tallies.Remove(kind);
                if (tally.Count > 0)
                {
                    counted.Add((kind, tally.Count));
                }
            }
        }

        if (counted.Count == 0)
        {
            return;
        }

        try
        {
            await WriteAsync(counted, now, ct);
        }
        catch
        {
            // Counted on, so that the next minute writes them.
            lock (_gate)
            {
                foreach (var (kind, count) in counted)
                {
                    var since = _tallies.TryGetValue(kind, out var tally) ? tally.Since : Clock.GetLocalNow();
                    _tallies[kind] = new Tally(tally.Count + count, since);
                }
            }

            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A host may be told to stop twice at once, by its own program and by who started it. The second waits for the first: anyone who ends
    /// earlier takes away the services that the last writing needs.
    /// </remarks>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _lastFlush ??= StopOnceAsync(cancellationToken);
        }
    }

    /// <summary>Logs what was counted in minutes that are over.</summary>
    public override async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await FlushAsync(Clock.GetLocalNow(), ct);
        }
        catch (LogDamagedException)
        {
            // Said where the log's health is judged; what was counted waits until it is whole.
        }
    }

    /// <inheritdoc/>
    protected override void Tell(Exception problem) => LogFlushFailed(problem);

    private async Task StopOnceAsync(CancellationToken ct)
    {
        await Task.Yield();
        await base.StopAsync(ct);
        try
        {
            await FlushAsync(DateTimeOffset.MaxValue - s_period, ct);
        }
        catch (Exception e)
        {
            // A database that is away must not turn an orderly end into a crash; how many are lost is said.
            LogLastFlushFailed(e, Unwritten());
        }
    }

    private int Unwritten()
    {
        lock (_gate)
        {
            return _tallies.Values.Sum(tally => tally.Count);
        }
    }

    private async Task WriteAsync(IReadOnlyList<(Kind Kind, int Count)> counted, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var at = now > Clock.GetLocalNow() ? Clock.GetLocalNow() : now;
        foreach (var (kind, count) in counted)
        {
            var data = new JsonObject { ["code"] = kind.Code, ["count"] = count };
            if (kind.Address is { } address)
            {
                data["address"] = address;
            }

            if (kind.Door is { } door)
            {
                data["door"] = door;
            }

            db.Append(new AuditEvent(kind.Action, kind.Subject, data) { Refused = true }, kind.Actor, at);
        }

        await db.SaveChangesAsync(ct);
    }

    private string Tag(string address) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_tagKey, Encoding.UTF8.GetBytes(address)).AsSpan(0, 8));

    [LoggerMessage(1301, LogLevel.Warning, "{Action} refused with {Code} for a caller at {Address}")]
    private partial void LogAttempt(string action, string code, string address);

    [LoggerMessage(1302, LogLevel.Error, "Counted refusals could not be written to the log; they are kept and written with the next ones")]
    private partial void LogFlushFailed(Exception e);

    [LoggerMessage(1325, LogLevel.Error, "{Count} counted refusals could not be written to the log before shutdown; they are lost")]
    private partial void LogLastFlushFailed(Exception e, int count);

    private sealed record Kind(string Action, string Subject, string Code, string? Address, string? Door, Actor Actor);

    private readonly record struct Tally(int Count, DateTimeOffset Since);
}
