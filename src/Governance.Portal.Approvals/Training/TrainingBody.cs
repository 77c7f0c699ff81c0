namespace Governance.Portal.Approvals.Training;

/// <summary>A dataset in a training request.</summary>
/// <param name="Name">Name of the dataset.</param>
/// <param name="Version">Version of the dataset.</param>
/// <param name="Sha256">Digest of its bytes, where known.</param>
public sealed record TrainingDataBody(string? Name, string? Version, string? Sha256 = null);

/// <summary>Body of a training request.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Datasets">Datasets to train on; each needs a record.</param>
/// <param name="Commit">Commit of the code.</param>
/// <param name="Purpose">Purpose of the training; each dataset must allow it.</param>
/// <param name="Environment">Environment in which the model is trained.</param>
/// <param name="Compute">Compute resources that the training uses.</param>
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
/// <param name="Reason">Reason for the answer.</param>
public sealed record TrainingAnswerBody(string? Outcome, string? Reason);
