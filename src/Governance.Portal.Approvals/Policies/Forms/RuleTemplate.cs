namespace Governance.Portal.Approvals.Policies.Forms;

/// <summary>A rule to start from.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Prefix">Letters of its id.</param>
/// <param name="Severity">How grave a failure is.</param>
/// <param name="Parameters">Its parameters as YAML, or null for none.</param>
internal sealed record RuleTemplate(string Type, string Prefix, string Severity, string? Parameters);
