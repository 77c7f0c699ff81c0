using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Systems;
using Governance.Transparency;

namespace Governance.Portal.Kernel.Facts;

/// <summary>What the log holds of AI systems: ids, dates and digests, no free text.</summary>
public static class SystemEvents
{
    /// <summary>What lists of systems listen to.</summary>
    public const string List = "systems";

    /// <summary>What decides the class.</summary>
    public static JsonObject State(AiSystem system) =>
        new()
        {
            ["owner"] = system.Owner.ToString(),
            ["lifeCycle"] = WireName.Of(system.LifeCycle),
            ["roles"] = new JsonArray([.. system.Roles.Select(r => (JsonNode)r)]),
            ["models"] = new JsonArray([.. system.Models.Select(m => (JsonNode)m)]),
            ["placedOn"] = system.PlacedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["businessUnit"] = system.BusinessUnit, // decides who may see the system
            ["purposeSha256"] = Sha256Hex.Of(Encoding.UTF8.GetBytes(system.Purpose)),
        };
}
