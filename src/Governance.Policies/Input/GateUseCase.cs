using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>
/// An accepted use case behind the model, from the portal's own intake: described in <c>docs/policy-input.md</c>.
/// </summary>
/// <param name="Id">Its id, such as <c>USE-0004</c>.</param>
/// <param name="System">The AI system that was registered with it.</param>
/// <param name="Open">Numbers of its conditions that no one has recorded as met.</param>
public sealed record GateUseCase(string Id, string System, IReadOnlyList<int> Open)
{
    internal JsonObject ToJson() =>
        new()
        {
            ["id"] = Id,
            ["system"] = System,
            ["open"] = new JsonArray([.. Open.Distinct().Order().Select(number => (JsonNode)(long)number)]),
        };

    internal static GateUseCase Read(JsonFields useCase) => new(useCase.Text("id"), useCase.Text("system"), useCase.Counts("open"));

    /// <summary>SHA-256 of the canonical bytes of several.</summary>
    public static string Sha256(IEnumerable<GateUseCase> useCases) =>
        Digest.Of(
            Governance.Transparency.CanonicalJson.Serialize(
                new JsonObject { ["useCases"] = GateInputWriter.Sorted(useCases, useCase => useCase.ToJson()) }
            )
        );
}
