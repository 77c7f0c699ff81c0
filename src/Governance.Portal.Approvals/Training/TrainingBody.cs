namespace Governance.Portal.Approvals.Training;

/// <summary>A dataset of a request to train.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Digest of its bytes, where known.</param>
public sealed record TrainingDataBody(string? Name, string? Version, string? Sha256 = null);

/// <summary>Body of a request to train.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Datasets">Datasets to train on; each has a record.</param>
/// <param name="Commit">Commit of the code.</param>
/// <param name="Purpose">Purpose; each dataset has to allow it.</param>
/// <param name="Environment">Name of the environment.</param>
/// <param name="Compute">Where it is computed.</param>
public sealed record TrainingBody(
    string? Model,
    IReadOnlyList<TrainingDataBody?>? Datasets,
    string? Commit,
    string? Purpose,
    string? Environment,
    string? Compute = null
);

/// <summary>Body of an answer.</summary>
/// <param name="Outcome"><c>allow</c> or <c>deny</c>.</param>
/// <param name="Reason">Why.</param>
public sealed record TrainingAnswerBody(string? Outcome, string? Reason);
