namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something a report can be about.</summary>
/// <param name="Subject">As it is asked for.</param>
/// <param name="Words">For people.</param>
public sealed record ReportChoice(string Subject, string Words);
