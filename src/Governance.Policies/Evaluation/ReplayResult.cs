namespace Governance.Policies;

/// <summary>Outcome of evaluating a stored gate run again.</summary>
/// <param name="Identical">Whether every byte of the result is the same.</param>
/// <param name="Result">The result as it comes out now; null when the stored input cannot be read.</param>
/// <param name="FirstDifference">The first member that differs; null when identical.</param>
public sealed record ReplayResult(bool Identical, GateResult? Result, ReplayDifference? FirstDifference);

/// <summary>A member in which two results differ.</summary>
/// <param name="Path">Path of the member, such as <c>results[3].actual</c>.</param>
/// <param name="Stored">Its text in the stored result; null when it is absent there.</param>
/// <param name="Now">Its text in the new result; null when it is absent there.</param>
public sealed record ReplayDifference(string Path, string? Stored, string? Now);
