using System.Text.Json.Nodes;
using Governance.Domain.Targets;

namespace Governance.Portal.Compliance.Targets;

/// <summary>What the log says of appetite and targets: numbers and digests, no words.</summary>
internal static class TargetsEvents
{
    public static JsonObject Data(SystemTargets targets) =>
        new()
        {
            ["system"] = targets.Place,
            ["number"] = targets.Number,
            ["appetite"] = targets.Appetite,
            ["targets"] = targets.Targets.Count,
            ["sha256"] = targets.ContentSha256(),
        };
}
