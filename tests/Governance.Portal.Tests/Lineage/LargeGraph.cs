using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Domain.Lineage;
using Governance.Portal.Models.Lineage;
using Governance.Portal.Tests.Registry;

namespace Governance.Portal.Tests.Lineage;

/// <summary>A graph of layers: each dataset is made by one job from three of the layer before.</summary>
internal static class LargeGraph
{
    public static async Task StoreAsync(RegistryFixture registry, int layers, int width)
    {
        var store = registry.Portal.Get<StoreLineage>();
        for (var layer = 1; layer <= layers; layer++)
        {
            var events = Enumerable.Range(0, width).Select(i => Event(layer, i, width)).ToList();
            var stored = await store.RunAsync(Actor.Host, events, TestContext.Current.CancellationToken);
            Assert.True(stored.IsDone, stored.Refusal?.Message);
        }
    }

    private static LineageEvent Event(int layer, int i, int width)
    {
        var json = Pipeline.Event(
            "COMPLETE",
            string.Create(CultureInfo.InvariantCulture, $"2026-11-{1 + (layer % 28):00}T06:00:00Z"),
            Guid.CreateVersion7().ToString(),
            $"j-{layer}-{i}",
            [Node(layer - 1, i), Node(layer - 1, (i + 1) % width), Node(layer - 1, (i + 7) % width)],
            [Node(layer, i)]
        );
        using var document = JsonDocument.Parse(json.ToJsonString());
        return LineageEventReader.Read(document.RootElement, 100).Value;
    }

    private static JsonObject Node(int layer, int i) =>
        new() { ["namespace"] = "large", ["name"] = string.Create(CultureInfo.InvariantCulture, $"d-{layer}-{i}") };
}
