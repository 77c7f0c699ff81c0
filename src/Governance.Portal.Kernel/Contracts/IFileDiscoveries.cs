using Governance.Domain;
using Governance.Domain.Discovery;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Takes what a feature found in use outside the registry: it waits for triage unless the registry knows it.</summary>
public interface IFileDiscoveries
{
    /// <summary>When this source was read last; null when it never was.</summary>
    Task<DateTimeOffset?> LastAsync(string source, CancellationToken ct);

    /// <summary>Files what was found.</summary>
    /// <param name="actor">Who reports it.</param>
    /// <param name="source">Where it was found.</param>
    /// <param name="isComplete">Whether everything was read: what is missing then is gone.</param>
    /// <param name="found">What was found.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many are new.</returns>
    Task<Result<int>> FileAsync(Actor actor, string source, bool isComplete, IReadOnlyList<FoundThing> found, CancellationToken ct);
}
