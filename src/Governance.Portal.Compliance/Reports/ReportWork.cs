using System.Collections.Concurrent;
using System.Threading.Channels;
using Governance.Domain.Reports;

namespace Governance.Portal.Compliance.Reports;

/// <summary>
/// What this node is doing about reports. What is to be done stands in the database; this only wakes the job and says how far it is.
/// </summary>
public sealed class ReportWork(TimeProvider clock)
{
    // One place is enough: whoever is woken looks at everything that waits.
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly ConcurrentDictionary<ReportId, ReportStep> _steps = new();

    /// <summary>Raised on any thread when a report of this node takes its next step.</summary>
    public event EventHandler<ReportId>? Moved;

    /// <summary>Says that something waits.</summary>
    public void Wake() => _bell.Writer.TryWrite(true);

    /// <summary>Waits until something was said to wait, or the time is over: another node may have left work behind.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(most, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await _bell.Reader.ReadAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is over: look again.
        }
    }

    /// <summary>The step a report is at on this node, or null when it is not being made here.</summary>
    public ReportStep? StepOf(ReportId id) => _steps.GetValueOrDefault(id);

    /// <summary>Takes the next step.</summary>
    internal void Enter(ReportId id, string words)
    {
        _steps.AddOrUpdate(id, _ => new ReportStep(words, clock.GetUtcNow()), (_, before) => before with { Words = words });
        Moved?.Invoke(this, id);
    }

    /// <summary>Is done with a report, however it ended.</summary>
    internal void Leave(ReportId id)
    {
        _steps.TryRemove(id, out _);
        Moved?.Invoke(this, id);
    }
}

/// <summary>A step in the making of a report.</summary>
/// <param name="Words">What is being done.</param>
/// <param name="Since">When the making began.</param>
public sealed record ReportStep(string Words, DateTimeOffset Since);
