namespace Governance.Portal.Compliance.Competences.Import;

/// <summary>What applies to lines that do not say it.</summary>
/// <param name="Topic">Key of the topic for courses that no topic names; null to refuse such lines.</param>
/// <param name="Provider">Who gave the courses; null where the file says so.</param>
public sealed record TrainingDefaults(string? Topic = null, string? Provider = null);
