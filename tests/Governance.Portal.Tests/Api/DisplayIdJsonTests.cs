using System.Text.Json;
using Governance.Domain;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Tests.Api;

/// <summary>Ids are one text to programs, whichever record they name.</summary>
public sealed class DisplayIdJsonTests
{
    [Fact]
    public void EveryReadableId_IsWrittenAsItsText_AndReadBack()
    {
        var ids = typeof(DisplayId)
            .Assembly.GetTypes()
            .Where(t => t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IDisplayId<>)))
            .ToList();

        Assert.True(ids.Count > 30, $"Only {ids.Count} kinds of ids were found.");
        Assert.All(
            ids,
            type =>
            {
                var id = Activator.CreateInstance(type, 7)!;
                var text = JsonSerializer.Serialize(id, type, ApiJson.Options);

                Assert.Equal($"\"{id}\"", text);
                Assert.Equal(id, JsonSerializer.Deserialize(text, type, ApiJson.Options));
            }
        );
    }
}
