using Governance.Domain.Compliance;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>An answer with its reason, as a caller sends it.</summary>
/// <param name="Answer">The answer; null takes it away.</param>
/// <param name="Reason">Why.</param>
public sealed record AnswerChange(GivenAnswer? Answer, string? Reason);
