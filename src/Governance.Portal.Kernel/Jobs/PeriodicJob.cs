using System.Threading.Channels;
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

    private int _isDraining;

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
        await using var timer = clock.CreateTimer(_ => Wake(), null, every, every);
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
                await TryAsync(MeasuredAsync, stoppingToken);
            }
        }
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
