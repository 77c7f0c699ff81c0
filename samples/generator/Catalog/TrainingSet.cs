using Governance.Samples.Output;

namespace Governance.Samples.Catalog;

/// <summary>Rows a model was fitted on (and its threshold chosen on) as a file of the samples.</summary>
internal sealed record TrainingSet(string Name, string Path, CsvTable Table)
{
    /// <summary>The simulation has one state, so its data sets have one version.</summary>
    public const string Version = "1";

    public string Sha256 { get; } = Table.Sha256;
}
