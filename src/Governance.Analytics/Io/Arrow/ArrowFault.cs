namespace Governance.Analytics.Io.Arrow;

/// <summary>What is wrong with an Arrow file, in words that go on after a colon. Whoever reads it adds the place.</summary>
internal sealed class ArrowFault(string reason) : Exception(reason);
