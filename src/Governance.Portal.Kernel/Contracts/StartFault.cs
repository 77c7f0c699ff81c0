namespace Governance.Portal.Kernel.Contracts;

/// <summary>Why a portal does not start, or a host command cannot be done.</summary>
/// <param name="Sentence">What is wrong and what to do, in one line.</param>
/// <param name="ExitCode">What the process answers.</param>
public sealed record StartFault(string Sentence, int ExitCode);
