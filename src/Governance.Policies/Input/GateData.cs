using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>
/// The data that the version was trained and validated with, and what lineage says that was made from, as the register of datasets has it.
/// Described in <c>docs/policy-input.md</c>.
/// </summary>
/// <param name="Datasets">Each dataset once.</param>
public sealed record GateData(IReadOnlyList<GateDataRecord> Datasets)
{
    /// <summary>True when lineage reaches more datasets than were read.</summary>
    public bool IsCut { get; init; }

    /// <summary>SHA-256 of the canonical bytes.</summary>
    public string Sha256() => Digest.Of(Governance.Transparency.CanonicalJson.Serialize(ToJson()));

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["datasets"] = GateInputWriter.Sorted(Datasets, dataset => dataset.ToJson()) };
        GateInputWriter.Set(json, "isCut", IsCut ? JsonValue.Create(true) : null);
        return json;
    }

    internal static GateData Read(JsonFields data) =>
        new(data.Objects("datasets", GateDataRecord.Read)) { IsCut = data.OptionalFlag("isCut") ?? false };
}
