using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>
/// Runs that lineage says made the version's artifact, compared with the permits to train. Described in <c>docs/policy-input.md</c>.
/// </summary>
/// <param name="Runs">Each run once; none where lineage knows of none.</param>
public sealed record GateTraining(IReadOnlyList<GateTrainingRun> Runs)
{
    /// <summary>SHA-256 of the canonical bytes.</summary>
    public string Sha256() => Digest.Of(Governance.Transparency.CanonicalJson.Serialize(ToJson()));

    internal JsonObject ToJson() => new() { ["runs"] = GateInputWriter.Sorted(Runs, run => run.ToJson()) };

    internal static GateTraining Read(JsonFields training) => new(training.Objects("runs", GateTrainingRun.Read));
}

/// <summary>A run that made the version's artifact.</summary>
/// <param name="Id">The run's UUID.</param>
/// <param name="Job">Namespace and name of its job.</param>
/// <param name="Verdict">One of <see cref="PolicyVocabulary.TrainingVerdicts"/>.</param>
/// <param name="Permit">The permit that fits best; null where none does.</param>
/// <param name="Gaps">Datasets that were not covered.</param>
public sealed record GateTrainingRun(string Id, string Job, string Verdict, string? Permit, IReadOnlyList<GateTrainingGap> Gaps)
{
    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["job"] = Job,
            ["verdict"] = Verdict,
            ["gaps"] = GateInputWriter.Sorted(Gaps, gap => new JsonObject { ["name"] = gap.Name, ["why"] = gap.Why }),
        };
        GateInputWriter.Set(json, "permit", Permit);
        return json;
    }

    internal static GateTrainingRun Read(JsonFields run) =>
        new(
            run.Text("id"),
            run.Text("job"),
            run.Word("verdict", PolicyVocabulary.TrainingVerdicts),
            run.OptionalText("permit"),
            run.Objects("gaps", gap => new GateTrainingGap(gap.Text("name"), gap.Word("why", PolicyVocabulary.TrainingGaps)))
        );
}

/// <summary>A dataset that a run trained on and no permit covered.</summary>
/// <param name="Name">Its name, with its version where lineage names one.</param>
/// <param name="Why">One of <see cref="PolicyVocabulary.TrainingGaps"/>.</param>
public sealed record GateTrainingGap(string Name, string Why);
