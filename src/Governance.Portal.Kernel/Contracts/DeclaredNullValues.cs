namespace Governance.Portal.Kernel.Contracts;

/// <summary>Values that are declared to stand for a missing one in every column of rows, beside the usual spellings.</summary>
/// <param name="Values">The values, without spaces around them.</param>
public sealed record DeclaredNullValues(IReadOnlyList<string> Values);
