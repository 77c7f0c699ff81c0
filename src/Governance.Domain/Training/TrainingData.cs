namespace Governance.Domain.Training;

/// <summary>A dataset that is to be trained on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Digest of its bytes; null where the request named none.</param>
/// <param name="Record">Id of its record.</param>
/// <param name="Owner">Id of the person who answered for it when it was requested.</param>
public sealed record TrainingData(string Name, string Version, string? Sha256, string Record, string Owner);
