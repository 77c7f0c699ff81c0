using System.Text;
using Governance.Policies;

namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>Reads the text of a policy that is shown; it was checked when it was stored, and decides nothing here.</summary>
internal static class PolicyText
{
    /// <summary>The policy; null when this release cannot read the text. The built-in one is read as itself.</summary>
    public static PolicyDocument? Read(string text) =>
        text == Encoding.UTF8.GetString(PolicyDocument.Baseline.Source.Span)
            ? PolicyDocument.Baseline
            : PolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "policy.yaml").Document;
}
