using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>The experiment in which the version is to decide for a share of people.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>canary</c>, <c>ab</c> or <c>pilot</c>.</param>
/// <param name="Share">The share of the traffic, above 0 and below 1, as its plan writes it.</param>
public sealed record GateExperiment(string Id, string Kind, string Share)
{
    internal static readonly string[] Kinds = ["canary", "ab", "pilot"];

    internal JsonObject ToJson() =>
        new()
        {
            ["id"] = Id,
            ["kind"] = Kind,
            ["share"] = Share,
        };

    internal static GateExperiment Read(JsonFields experiment) =>
        new(experiment.Text("id"), experiment.Word("kind", Kinds), experiment.Text("share"));
}
