using System.Collections.Concurrent;
using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>How a stream stands, as this node knows it.</summary>
/// <param name="Stream">Its name.</param>
internal sealed record StreamState(string Stream)
{
    /// <summary>Whether this node reads it; false while another one does.</summary>
    public bool IsHere { get; init; }

    /// <summary>Messages that the broker holds and that are not confirmed; null where that is not known.</summary>
    public long? Lag { get; init; }

    /// <summary>Decisions stored since this node started.</summary>
    public long Stored { get; init; }

    /// <summary>Decisions that came again since this node started.</summary>
    public long Repeated { get; init; }

    /// <summary>Messages since this node started that can be no decision.</summary>
    public long Rejected { get; init; }

    /// <summary>When the last batch was confirmed; null before the first.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Failed attempts in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Code of why nothing can be stored now; empty when the broker is at fault.</summary>
    public string HeldUp { get; init; } = "";
}

/// <summary>How the streams stand that this node reads. Read by the page, by metrics and by the check of readiness.</summary>
internal sealed class StreamStates : IMeasureState, IReadinessCheck
{
    // A broker that is started again is no reason to call a node degraded.
    private const int FailuresUntilDegraded = 3;

    private readonly ConcurrentDictionary<string, StreamState> _states = new(StringComparer.Ordinal);

    /// <summary>How a stream stands.</summary>
    public StreamState Of(string stream) => _states.GetValueOrDefault(stream) ?? new StreamState(stream);

    /// <summary>Changes it.</summary>
    public void Set(string stream, Func<StreamState, StreamState> change) =>
        _states.AddOrUpdate(stream, name => change(new StreamState(name)), (_, before) => change(before));

    /// <inheritdoc/>
    public Task MeasureAsync(PortalMeter meter, GovernanceDbContext db, MeasuringRound round, CancellationToken ct)
    {
        foreach (var state in _states.Values.Where(s => s.IsHere || s.Failures > 0))
        {
            meter.Streams.State(state.Stream, state.IsHere ? state.Lag : null, state.Failures, state.LastAt);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> IsReadyAsync(CancellationToken ct) => Task.FromResult(_states.Values.All(s => s.Failures < FailuresUntilDegraded));
}
