using Governance.Data;
using Governance.Domain.Decisions;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Raises that versions were at work without being allowed to, whatever shows it.</summary>
public interface ITrafficShown
{
    /// <summary>Raises or counts, in the transaction that takes in what shows it.</summary>
    /// <param name="context">The action.</param>
    /// <param name="shown">What was shown; none raises nothing.</param>
    /// <param name="ct">Cancels.</param>
    Task RaiseAsync(ActionContext context, IEnumerable<ShownTraffic> shown, CancellationToken ct);
}

/// <summary>That a version was at work.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Reason">Why it should not have been.</param>
/// <param name="At">When.</param>
public readonly record struct ShownTraffic(string Model, string Version, TrafficReason Reason, DateTimeOffset At);
