using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Stores what another feature learnt of runs, as events of OpenLineage: by the rules of those that pipelines send.</summary>
public interface IStoreLineage
{
    /// <summary>Stores events; one that is there already changes nothing.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="events">The events.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Why none of them was stored; null when they are.</returns>
    Task<Refusal?> StoreAsync(Actor actor, IReadOnlyList<JsonObject> events, CancellationToken ct);
}
