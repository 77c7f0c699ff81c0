using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Observability;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>
/// Reads one stream while it is this node's turn: receives a batch, stores it, puts aside what cannot be stored, and confirms only then.
/// Nothing more is received while a batch is not stored, so a portal that is slow or cannot write makes the broker keep the messages.
/// </summary>
internal sealed class SourceReader(
    StreamSource source,
    IStreamBroker broker,
    LogFollowers turns,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IMessageStore store,
    RecordRejected record,
    StreamStates states,
    PortalMeter meter,
    TimeProvider clock,
    TimeSpan maxPause
)
{
    /// <summary>How long a node keeps its turn without storing: a batch takes less.</summary>
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(1);

    // A round ends from time to time, so that it is measured and a node that ends is noticed.
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(15);

    // While another node has the turn.
    private static readonly TimeSpan s_elsewhere = TimeSpan.FromSeconds(2);

    // While no version takes its rows.
    private static readonly TimeSpan s_unused = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(250);

    private const long MaxGathered = 8L << 20;

    private readonly string _turn = $"stream-{source.Name}";
    private IStreamConsumer? _consumer;
    private int _isRunning;
    private long _dueAt;
    private bool _isKnown;

    /// <summary>Name of the stream.</summary>
    public string Name => source.Name;

    /// <summary>Begins a round when none runs and one is due.</summary>
    public bool TryBegin() =>
        Volatile.Read(ref _dueAt) <= clock.GetUtcNow().UtcTicks && Interlocked.CompareExchange(ref _isRunning, 1, 0) == 0;

    /// <summary>One round, which was begun.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            var waits = await ReadAsync(ct);
            states.Set(Name, s => s with { Failures = 0, HeldUp = waits?.Code ?? "" });
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var heldUp = e as StreamHeldUpException;
            states.Set(Name, s => s with { Failures = s.Failures + 1, HeldUp = heldUp?.Refusal.Code ?? "" });
            Rest(Pause(states.Of(Name).Failures, heldUp?.Refusal.RetryAfter));
            await CloseAsync();
            throw new StreamException($"Stream {Name}: {e.Message}", e);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    /// <summary>Closes the stream and gives the turn back, so that another node goes on at once.</summary>
    public async Task LeaveAsync(CancellationToken ct)
    {
        await CloseAsync();
        await turns.ReturnAsync(_turn, ct);
        states.Set(Name, s => s with { IsHere = false });
    }

    // What it waits for before anything is received; null when nothing.
    private async Task<Refusal?> ReadAsync(CancellationToken ct)
    {
        if (!await IsOursAsync(ct))
        {
            await CloseAsync();
            Rest(s_elsewhere);
            return null;
        }

        if (await store.WaitsForAsync(source, ct) is { } waits)
        {
            await CloseAsync();
            Rest(s_unused < maxPause ? s_unused : maxPause);
            return waits;
        }

        _consumer ??= await broker.OpenAsync(source, ct);
        var began = clock.GetTimestamp();
        do
        {
            var messages = await ReceiveAsync(_consumer, ct);
            if (messages.Count == 0)
            {
                await _consumer.ConfirmAsync(ct); // past what a broker passes over, such as the end of a transaction
                break;
            }

            // Asked after the waiting: a node that stood still for longer than its turn stores and confirms nothing.
            if (!await IsOursAsync(ct))
            {
                await CloseAsync();
                return null;
            }

            await HandleAsync(_consumer, messages, ct);
        } while (!PeriodicJob.IsLastRound && clock.GetElapsedTime(began) < s_round);

        await store.EndRoundAsync(source, _consumer, ct);
        var lag = await _consumer.LagAsync(ct);
        states.Set(Name, s => s with { Lag = lag });
        if (PeriodicJob.IsLastRound)
        {
            await LeaveAsync(ct);
        }

        return null;
    }

    // Rows are stored as files, so they are gathered: one file a message would be too many. What is gathered is bounded like a batch.
    private async Task<IReadOnlyList<StreamMessage>> ReceiveAsync(IStreamConsumer consumer, CancellationToken ct)
    {
        var first = await consumer.ReceiveAsync(ct);
        var gathers = source.Carries is StreamContent.Windows ? TimeSpan.FromSeconds(source.GatherSeconds) : TimeSpan.Zero;
        if (first.Count == 0 || gathers == TimeSpan.Zero)
        {
            return first;
        }

        var began = clock.GetTimestamp();
        var gathered = first.ToList();
        var seen = first.Select(m => m.Position).ToHashSet(StringComparer.Ordinal);
        var bytes = first.Sum(m => (long)m.Body.Length);
        while (gathered.Count < source.MaxBatch && bytes < MaxGathered && clock.GetElapsedTime(began) < gathers && !PeriodicJob.IsLastRound)
        {
            // JetStream's client hands over again what is not confirmed yet.
            var more = (await consumer.ReceiveAsync(ct)).Where(m => seen.Add(m.Position)).ToList();
            gathered.AddRange(more);
            bytes += more.Sum(m => (long)m.Body.Length);
            if (more.Count == 0)
            {
                await Task.Delay(s_breath, clock, ct);
            }
        }

        return gathered;
    }

    private async Task HandleAsync(IStreamConsumer consumer, IReadOnlyList<StreamMessage> messages, CancellationToken ct)
    {
        var done = await store.RunAsync(source, messages, ct);
        if (done.Rejected.Count > 0)
        {
            await consumer.RejectAsync(done.Rejected, ct);
            await record.RunAsync(source, done.Rejected, ct);
        }

        await consumer.ConfirmAsync(ct);
        meter.Streams.Confirmed(Name, done.Stored, done.Repeated, done.Rejected.Count);
        states.Set(
            Name,
            s =>
                s with
                {
                    Stored = s.Stored + done.Stored,
                    Repeated = s.Repeated + done.Repeated,
                    Rejected = s.Rejected + done.Rejected.Count,
                    LastAt = clock.GetUtcNow(),
                    Failures = 0,
                    HeldUp = "",
                }
        );
    }

    private async Task<bool> IsOursAsync(CancellationToken ct)
    {
        if (!_isKnown)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            await LogFollowers.BeginAsync(db, _turn, 0, ct);
            _isKnown = true;
        }

        var isOurs = await turns.TakeAsync(_turn, s_lease, ct);
        states.Set(Name, s => s with { IsHere = isOurs });
        return isOurs;
    }

    private void Rest(TimeSpan pause) => Volatile.Write(ref _dueAt, (clock.GetUtcNow() + pause).UtcTicks);

    private TimeSpan Pause(int failures, TimeSpan? asked)
    {
        var growing = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failures - 1, 12)));
        var pause = asked is { } given && given > growing ? given : growing;
        return pause < maxPause ? pause : maxPause;
    }

    // What a broker says while it is left changes nothing.
    private async Task CloseAsync()
    {
        var consumer = _consumer;
        _consumer = null;
        if (consumer is null)
        {
            return;
        }

        try
        {
            await consumer.DisposeAsync();
        }
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            // It is gone either way.
        }
    }
}
