namespace Governance.Portal.Kernel.Components.Forms;

/// <summary>What a control needs so that label, hint and error belong to it.</summary>
/// <param name="Id">For <c>id</c>.</param>
/// <param name="DescribedBy">For <c>aria-describedby</c>; null without hint and error.</param>
/// <param name="Invalid">For <c>aria-invalid</c>: "true" or null.</param>
public sealed record FormFieldContext(string Id, string? DescribedBy, string? Invalid);
