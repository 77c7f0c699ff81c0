namespace Governance.Domain.Agents.Runs;

/// <summary>A part of a step's content, by its digest.</summary>
/// <param name="Name">Which: <c>prompt</c>, <c>completion</c>, <c>arguments</c>, <c>result</c>.</param>
/// <param name="Sha256">SHA-256(salt ‖ bytes) of what was sent.</param>
/// <param name="Bytes">How many bytes were sent.</param>
/// <param name="KeptSha256">The same over what redaction left of it; null where nothing else than what was sent is kept.</param>
public sealed record StepPart(string Name, string Sha256, long Bytes, string? KeptSha256 = null);
