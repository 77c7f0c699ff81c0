namespace Governance.Domain.Competences;

/// <summary>How a person's records in one topic are on a day.</summary>
/// <param name="IsValid">True when a confirmed record counts.</param>
/// <param name="ValidUntil">The last day of the confirmed record that counts longest; null for no end, or without such a record.</param>
/// <param name="Record">That record; null when the person has none.</param>
/// <param name="IsWaiting">True when a record waits for its confirmation.</param>
public sealed record CompetenceStanding(bool IsValid, DateOnly? ValidUntil, CompetenceId? Record, bool IsWaiting);
