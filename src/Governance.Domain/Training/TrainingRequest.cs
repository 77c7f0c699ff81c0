namespace Governance.Domain.Training;

/// <summary>What is to be trained, and with what.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Data">Datasets.</param>
/// <param name="Commit">Commit of the code.</param>
/// <param name="Purpose">Purpose, one that the datasets allow.</param>
/// <param name="Compute">Where it is computed.</param>
/// <param name="Environment">Name of the environment.</param>
public sealed record TrainingRequest(
    string Model,
    IReadOnlyList<TrainingData> Data,
    string Commit,
    string Purpose,
    string? Compute,
    string Environment
);
