using Governance.Samples.Models;
using Governance.Samples.Statistics;

namespace Governance.Samples.Catalog;

/// <summary>A trained version with its artifact and the figures of the hold-out rows.</summary>
internal sealed record BuiltVersion(
    VersionDefinition Definition,
    ScoringModel Model,
    int TrainingRows,
    IReadOnlyList<TrainingSet> TrainingSets,
    string ArtifactPath,
    byte[] Artifact,
    string ArtifactSha256,
    IReadOnlyList<ScoredLabel> Holdout,
    Performance Performance,
    IReadOnlyList<FairnessAttribute> Fairness,
    RobustnessResult Robustness,
    double LargestRoundingError
)
{
    public string Version => Definition.Version;
}
