using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Lineage;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Lineage;

/// <summary>Stores events that other features made, checked like those of pipelines.</summary>
internal sealed class StoreFoundLineage(StoreLineage store, IOptions<LimitsOptions> limits) : IStoreLineage
{
    public async Task<Refusal?> StoreAsync(Actor actor, IReadOnlyList<JsonObject> events, CancellationToken ct)
    {
        var read = new List<LineageEvent>();
        foreach (var one in events)
        {
            using var json = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(one));
            var known = LineageEventReader.Read(json.RootElement, limits.Value.LineageDatasets);
            if (known.Refusal is { } refusal)
            {
                return refusal;
            }

            read.Add(known.Value);
        }

        return read.Count == 0 ? null : (await store.RunAsync(actor, read, ct)).Refusal;
    }
}
