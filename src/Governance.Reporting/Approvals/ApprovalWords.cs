using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Approvals;

/// <summary>What the log tells of a promotion, in the language of the document.</summary>
internal static class ApprovalWords
{
    /// <summary>What happened, in the words of the portal's own pages.</summary>
    public static string Action(string action) =>
        action switch
        {
            "promotion.rebound" => T["Evidence bundle updated"],
            "promotion.batch-confirmed" => T["Decisions confirmed together"],
            "promotion.deployed" => T["Promotion deployed"],
            "gate.asked" => T["Deployment gate queried"],
            "artifact.restored" => T["Artifact restored"],
            "deployment.plan-recorded" => T["Rollback plan recorded"],
            _ => PrintLabels.Action(action),
        };

    /// <summary>A name; of those who are no person, in words.</summary>
    public static string Actor(string name) =>
        name switch
        {
            "Host operator" => T["Host operator"],
            "Anonymous" => T["Anonymous"],
            _ => name,
        };

    /// <summary>What the log adds to a step. Words that people wrote, and names, stay as they are.</summary>
    public static string Detail(CustodyFacts step)
    {
        var detail = step.Detail ?? "";
        return step switch
        {
            { IsQuoted: true } => detail,
            { Refused: true } when detail.StartsWith(CodePrefix, StringComparison.Ordinal) => T["Code {0}", detail[CodePrefix.Length..]],
            { Action: "evidence.added", Refused: false } when detail.Split(": ") is [var id, var kind] =>
                $"{id}: {PrintLabels.EvidenceKind(kind.Replace(' ', '-'))}",
            _ => step.Said?.ToString() ?? detail,
        };
    }

    /// <summary>Who signed, and in whose place.</summary>
    public static string Signer(SignOffFacts signOff) =>
        signOff.InPlaceOf is { } absent ? T["{0} for {1}", signOff.Signer.PrintedName, absent] : signOff.Signer.PrintedName;

    private const string CodePrefix = "Code ";
}
