using Governance.Localisation;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something a report can be about.</summary>
/// <param name="Subject">As it is asked for.</param>
/// <param name="Words">For people: what they called it, or a text of ours.</param>
public sealed record ReportChoice(string Subject, Wording Words);
