using Governance.Domain;
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

    /// <summary>What the log adds to a step. Words that people wrote stay as they are.</summary>
    public static string Detail(CustodyFacts step)
    {
        var detail = step.Detail ?? "";
        if (step.Action == "evidence.added" && !step.Refused && detail.Split(": ") is [var id, var kind])
        {
            return $"{id}: {PrintLabels.EvidenceKind(kind.Replace(' ', '-'))}";
        }

        if (step.IsQuoted || T.Current is null || IsName(step))
        {
            return detail;
        }

        if (step.Action == "promotion.requested" && detail.Split(" to ") is [var from, var to])
        {
            return T["from {0} to {1}", T.Say(from), T.Say(to)];
        }

        if (detail.StartsWith(CodePrefix, StringComparison.Ordinal))
        {
            return T["Code {0}", detail[CodePrefix.Length..]];
        }

        // A decision is made of words, each of which is said; whole, it would be taken for another sentence.
        return step.Action != "promotion.signed" && T.Say(detail) is var said && said != detail
            ? said
            : string.Join(": ", detail.Split(": ").Select(InParts));
    }

    private static bool IsName(CustodyFacts step) =>
        !step.Refused && step.Action is "artifact.stored" or "artifact.restored" or "version.registered";

    /// <summary>Who signed, and in whose place.</summary>
    public static string Signer(SignOffFacts signOff) =>
        signOff.InPlaceOf is { } absent ? T["{0} for {1}", signOff.Signer.PrintedName, absent] : signOff.Signer.PrintedName;

    private const string CodePrefix = "Code ";

    private static string InParts(string words) => string.Join(", ", words.Split(", ").Select(Part));

    private static string Part(string word) =>
        word switch
        {
            "approve" => T["approved"],
            "approve with condition" or "approve with a condition" => T["approved with a condition"],
            "request changes" => T["changes requested"],
            "reject" => T["rejected"],
            "within 24 hours of a password reset" => T["within 24 hours of a password reset"],
            { Length: > 0 } when T.Say(word) is var said && said != word => said,
            { Length: > 0 } when SentenceCase.Of(word) is var begun && T.Say(begun) is var said && said != begun => said,
            _ => word,
        };
}
