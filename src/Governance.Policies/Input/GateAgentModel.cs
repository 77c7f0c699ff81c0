using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>A version of this registry that an agent's manifest names as a model it thinks with.</summary>
/// <param name="Name">Name of the model, as the manifest writes it.</param>
/// <param name="Version">Its version, as the manifest writes it.</param>
/// <param name="Stage">Stage the version is in, one of <see cref="PolicyVocabulary.Stages"/>.</param>
/// <param name="Sha256">Digest of its artifact; null while there is none.</param>
public sealed record GateAgentModel(string Name, string Version, string Stage, string? Sha256)
{
    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["name"] = Name,
            ["version"] = Version,
            ["stage"] = Stage,
        };
        GateInputWriter.Set(json, "sha256", Sha256);
        return json;
    }

    internal static GateAgentModel Read(JsonFields model) =>
        new(model.Text("name"), model.Text("version"), model.Word("stage", PolicyVocabulary.Stages), model.OptionalSha256("sha256"));
}
