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
    /// <summary>Of <see cref="Unmet"/>: the system has no signed classification, so that the expected class is only expected.</summary>
    public const string Classification = "classification";

    /// <summary>Of <see cref="Unmet"/>: the model lacks the label by which the accepted policy pack finds it.</summary>
    public const string Label = "label";

    /// <summary>What acceptance asks of every model and is not so; left out of the document when there is nothing.</summary>
    public IReadOnlyList<string> Unmet { get; init; } = [];

    internal JsonObject ToJson()
    {
        var useCase = new JsonObject
        {
            ["id"] = Id,
            ["system"] = System,
            ["open"] = new JsonArray([.. Open.Distinct().Order().Select(number => (JsonNode)(long)number)]),
        };
        if (Unmet.Count > 0)
        {
            useCase["unmet"] = new JsonArray([.. Unmet.Distinct().Order(StringComparer.Ordinal).Select(one => (JsonNode)one)]);
        }

        return useCase;
    }

    internal static GateUseCase Read(JsonFields useCase) =>
        new(useCase.Text("id"), useCase.Text("system"), useCase.Counts("open"))
        {
            Unmet = useCase.Has("unmet") ? useCase.Texts("unmet") : [],
        };

    /// <summary>SHA-256 of the canonical bytes of several.</summary>
    public static string Sha256(IEnumerable<GateUseCase> useCases) =>
        Digest.Of(
            Governance.Transparency.CanonicalJson.Serialize(
                new JsonObject { ["useCases"] = GateInputWriter.Sorted(useCases, useCase => useCase.ToJson()) }
            )
        );
}
