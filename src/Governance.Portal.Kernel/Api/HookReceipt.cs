namespace Governance.Portal.Kernel.Api;

/// <summary>What became of a call of a code host.</summary>
/// <param name="Status"><c>queued</c>, <c>noted</c>, <c>known</c>, <c>ignored</c>, <c>opened</c> or <c>updated</c>.</param>
/// <param name="Id">The question that will be answered, the review or the incident that was opened.</param>
public sealed record HookReceipt(string Status, string? Id = null);
