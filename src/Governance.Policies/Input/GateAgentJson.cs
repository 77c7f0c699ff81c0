using System.Text;
using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>The member <c>agent</c> of an input: the manifest, read and written as the artifact is.</summary>
internal static class GateAgentJson
{
    public static AgentManifest? Read(JsonFields input)
    {
        if (input.Element("agent") is not { } element)
        {
            return null;
        }

        var read = AgentManifest.Read(Encoding.UTF8.GetBytes(element.GetRawText()));
        foreach (var problem in read.Problems)
        {
            input.Add(
                problem.Path.Length == 0 ? "agent" : $"agent.{problem.Path}",
                problem.Suggestion is null ? problem.Message : $"{problem.Message} {problem.Suggestion}"
            );
        }

        return read.Manifest;
    }

    public static JsonObject Write(AgentManifest manifest) => (JsonObject)JsonNode.Parse(manifest.ToBytes())!;
}
