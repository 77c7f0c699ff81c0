using System.Threading.Channels;
using Governance.Data.Audit;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Kernel.Jobs;

/// <summary>
/// Does something again and again in the background: whenever its time has come, and whenever it is woken. What fails is told in the
/// server's log and done again at its time: a database that is away for a moment ends no job for good. Only the host's own token ends it.
/// </summary>
/// <param name="every">Time between two rounds; <see cref="Timeout.InfiniteTimeSpan"/> for a job that only runs when it is woken.</param>
/// <param name="clock">Measures that time.</param>
/// <param name="atOnce">True when the first round follows the start, false when it waits for its time.</param>
/// <param name="rounds">How many rounds may run side by side; a queue of which a node works on several items at a time.</param>
public abstract class PeriodicJob(TimeSpan every, TimeProvider clock, bool atOnce = false, int rounds = 1)
    : BackgroundService,
        IHostedLifecycleService,
        IMeasured
{
    // The job whose round runs here, so that a queue within it knows when to take nothing more.
    private static readonly AsyncLocal<PeriodicJob?> s_running = new();

    /// <summary>
    /// The longest time for which a job does not look because it heard of nothing: what another node writes without an entry in the log is
    /// not told.
    /// </summary>
    internal static readonly TimeSpan MaxQuiet = TimeSpan.FromMinutes(1);

    private int _isDraining;

    // Rounds that were asked for, and not only due.
    private int _asked;

    // What was known when nothing was left to do.
    private Quiet? _quiet;

    // Null for a job that is started without a host.
    private TaskCompletionSource? _hostStarts;

    // One place for each is enough: however often it is asked during a round, it looks once more at everything there is.
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(rounds) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>True when the round that runs here should begin nothing more: the node is about to end, and others go on.</summary>
    public static bool IsLastRound => s_running.Value is { } job && Volatile.Read(ref job._isDraining) != 0;

    /// <summary>True for a job that this node needs until it ends: it is about this node, or about what it still answers.</summary>
    protected virtual bool GoesOnWhileDraining => false;

    /// <summary>The node is about to end: what runs is finished, and no further round begins.</summary>
    public void Drain() => Volatile.Write(ref _isDraining, GoesOnWhileDraining ? 0 : 1);

    PortalMeter? IMeasured.Meter { get; set; }

    /// <summary>The clock that measures the job's time.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>False when this installation has nothing for the job to do.</summary>
    protected virtual bool IsNeeded => true;

    /// <summary>Time between two rounds.</summary>
    internal TimeSpan Every => every;

    /// <summary>
    /// What this node hears of the log, for a job that has work after a commit or at a time that it knows: while it hears of nothing and
    /// nothing is due, a round whose time has come asks the database nothing. Null for a job that looks each time.
    /// </summary>
    protected virtual LogTip? Tip => null;

    /// <summary>How often a round runs although nothing is known to be due, where work comes of the time that passes alone.</summary>
    protected virtual TimeSpan LooksAtLeastEvery => Timeout.InfiniteTimeSpan;

    /// <summary>How long until the first of what waits is due; zero or less when it is, null when nothing waits.</summary>
    protected virtual Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => Task.FromResult<TimeSpan?>(null);

    /// <summary>One round.</summary>
    public abstract Task RunAsync(CancellationToken ct);

    /// <summary>Says in the server's log that a round failed.</summary>
    protected abstract void Tell(Exception problem);

    /// <summary>What is done once, before the first round.</summary>
    protected virtual Task BeginAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Subscribes to what wakes the job besides its time, until what is returned is disposed.</summary>
    protected virtual IDisposable? Listen() => null;

    /// <summary>Asks for a round now; one that is running is followed by another.</summary>
    protected void Wake()
    {
        Interlocked.Exchange(ref _asked, rounds);
        Ring();
    }

    private void Ring()
    {
        for (var i = 0; i < rounds; i++)
        {
            _bell.Writer.TryWrite(true);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _hostStarts = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _hostStarts?.TrySetResult();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsNeeded)
        {
            return;
        }

        // The host serves first: thirty jobs that look for work at once would keep the first visitors waiting.
        if (_hostStarts is { } starts)
        {
            await starts.Task.WaitAsync(stoppingToken);
        }

        using var heard = Listen();
        await using var timer = clock.CreateTimer(_ => Ring(), null, every, every);
        if (atOnce)
        {
            Wake();
        }

        await TryAsync(BeginAsync, stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, rounds).Select(_ => LoopAsync(stoppingToken)));
    }

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        s_running.Value = this;
        while (await _bell.Reader.ReadAsync(stoppingToken))
        {
            if (!IsLastRound)
            {
                await TryAsync(TakeAsked() ? LookAsync : TickAsync, stoppingToken);
            }
        }
    }

    private bool TakeAsked()
    {
        for (int asked; (asked = Volatile.Read(ref _asked)) > 0; )
        {
            if (Interlocked.CompareExchange(ref _asked, asked - 1, asked) == asked)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A round because its time has come: nothing, while the job knows that there is nothing to do.</summary>
    internal async Task TickAsync(CancellationToken ct)
    {
        if (!IsNeeded)
        {
            return;
        }

        if (
            Tip is { } tip
            && Volatile.Read(ref _quiet) is { } quiet
            && quiet.Holds(tip)
            && (LooksAtLeastEvery == Timeout.InfiniteTimeSpan || clock.GetElapsedTime(quiet.Looked) < LooksAtLeastEvery)
        )
        {
            if (clock.GetUtcNow() < quiet.Due && clock.GetElapsedTime(quiet.Since) < MaxQuiet)
            {
                return;
            }

            // Only time has passed: one question instead of a round.
            if (await UntilDueAsync(ct) is var left && left is not { Ticks: <= 0 })
            {
                Volatile.Write(ref _quiet, quiet.Asked(left, clock));
                return;
            }
        }

        await LookAsync(ct);
    }

    private async Task LookAsync(CancellationToken ct)
    {
        Volatile.Write(ref _quiet, null);
        // Before the round: what is committed during it is looked for in the next one.
        var known = Tip is { } tip ? Quiet.From(tip) : null;
        await MeasuredAsync(ct);
        if (known is not null && known.Holds(Tip!))
        {
            var left = await UntilDueAsync(ct);
            Volatile.Write(ref _quiet, known.Asked(left, clock) with { Looked = clock.GetTimestamp() });
        }
    }

    // The log as it was known, when the next thing is due, and when the database was asked last.
    private sealed record Quiet(long Next, long Changes, long Writes)
    {
        public DateTimeOffset Due { get; private init; }

        public long Since { get; private init; }

        public long Looked { get; init; }

        // Null while the node does not hear what others commit: then every round looks.
        public static Quiet? From(LogTip tip)
        {
            var writes = tip.Writes;
            return tip.Mark is { } mark ? new Quiet(mark.Next, mark.Changes, writes) : null;
        }

        public Quiet Asked(TimeSpan? left, TimeProvider clock) =>
            this with
            {
                Due = left is { } until ? clock.GetUtcNow() + until : DateTimeOffset.MaxValue,
                Since = clock.GetTimestamp(),
            };

        public bool Holds(LogTip tip) => tip.Mark is { } mark && mark.Next == Next && mark.Changes == Changes && tip.Writes == Writes;
    }

    private async Task MeasuredAsync(CancellationToken stoppingToken)
    {
        if (((IMeasured)this).Meter is not { } meter)
        {
            await RunAsync(stoppingToken);
            return;
        }

        var began = meter.Now();
        var succeeded = false;
        try
        {
            await RunAsync(stoppingToken);
            succeeded = true;
        }
        finally
        {
            meter.RoundEnded(GetType().Name, began, succeeded || stoppingToken.IsCancellationRequested);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken stoppingToken)
    {
        try
        {
            await act(stoppingToken);
        }
#pragma warning disable CA1031 // Whatever it is, the next round is due as usual.
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Tell(e);
        }
    }
}
