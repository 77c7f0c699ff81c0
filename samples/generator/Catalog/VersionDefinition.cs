using Governance.Samples.Data;
using Governance.Samples.Models;

namespace Governance.Samples.Catalog;

/// <summary>How one version is made. <see cref="Train"/> gets the fit rows and returns the model without its threshold.</summary>
internal sealed record VersionDefinition(
    string Version,
    bool InUse,
    string Algorithm,
    bool UsesExtraRows,
    DateTimeOffset TrainedAt,
    DateTimeOffset EvidenceAt,
    Func<SampleDataSet, IReadOnlyList<SampleRow>, ScoringModel> Train
);
