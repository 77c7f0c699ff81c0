using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Where a sign-in to read is recorded while the log is damaged and takes no entry. What is recorded here is joined into the log once that
/// is whole again.
/// </summary>
public interface IBesideLog
{
    /// <summary>Writes what happened; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written. What it would have recorded must not happen then.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    Task WriteAsync(IReadOnlyList<(AuditEvent Fact, Actor Actor, DateTimeOffset At)> facts, CancellationToken ct);
}
