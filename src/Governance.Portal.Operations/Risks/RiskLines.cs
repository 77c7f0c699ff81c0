using Governance.Domain.Risks;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.Risks.Parts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks;

/// <summary>One history of a risk out of its revisions, the alerts of its signal and the gates of its model.</summary>
internal static class RiskLines
{
    // Longer words of people are not repeated: that they changed is said.
    private const int MaxValue = 60;

    /// <summary>The lines, the newest first.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="revisions">Its revisions, the newest first.</param>
    /// <param name="story">Entries of the log, the oldest first.</param>
    public static IReadOnlyList<RiskLine> Of(RiskView risk, IReadOnlyList<RevisionView> revisions, IReadOnlyList<StoryStep> story)
    {
        var (id, lines, next) = (risk.Id.ToString(), new List<RiskLine>(), 0);
        foreach (var step in story.Reverse())
        {
            if (step.Subject != id)
            {
                lines.Add(Line(step, Elsewhere(risk, step), [], step.Shown ?? step.Detail));
                continue;
            }

            // Every change of a risk is an entry and a revision: both in one order, the newest first.
            var revision = next < revisions.Count && revisions[next].Action == step.Action ? revisions[next] : null;
            var before = revision is not null && next + 1 < revisions.Count ? revisions[next + 1] : null;
            next += revision is null ? 0 : 1;
            lines.Add(
                revision is null
                    ? Line(step, $"{new TextWord(step.Words)}", [], step.Detail)
                    : Line(step, Sentence(risk, revision), Changes(risk, revision, before), Why(revision))
            );
        }

        return lines;
    }

    /// <summary>Why the residual score is what it is, where that is not what people assessed, or is above the inherent score.</summary>
    public static (string Term, FormattableString Why)? Why(RiskView risk)
    {
        var inherent = risk.Inherent.Score;
        if (risk.Residual is not { } now)
        {
            return null;
        }

        var term = now.Score > inherent ? "Why the residual risk is above the inherent risk" : "Before the signal";
        if (risk is { Assessed: { } assessed, Signal.Alert: { } alert } && assessed.Likelihood != now.Likelihood)
        {
            var (from, to, score) = (assessed.Likelihood, now.Likelihood, assessed.Score);
            var link = Link(risk, alert.ToString());
            return (term, $"{link} raised the likelihood from {from} to {to}. The assessed score was {score}.");
        }

        return now.Score > inherent
            ? (term, $"The assessed score {now.Score} is higher than the inherent score {inherent}. Review the inherent rating.")
            : null;
    }

    private static RiskLine Line(StoryStep step, FormattableString text, IReadOnlyList<FormattableString> changes, string? detail)
    {
        var (icon, tone) = RevisionList.Look(step.Action);
        return new(step.At, icon, tone, text, changes, detail, step.LogIndex);
    }

    // The sentence of a signal says what its reason says.
    private static string? Why(RevisionView revision) => revision.Action == "risk.rescored" ? null : revision.Reason;

    private static FormattableString Elsewhere(RiskView risk, StoryStep step)
    {
        var alert = new TextLink(step.Subject, $"/monitoring/{Uri.EscapeDataString(risk.Model ?? "")}?tab=alerts");
        return step.Action switch
        {
            "alert.raised" => $"{alert} was raised",
            "alert.repeated" => $"{alert} was seen again",
            "alert.acknowledged" => $"{alert} was acknowledged",
            "alert.resolved" => $"{alert} was resolved",
            "gate.evaluated" => $"{step.Subject}: gates were evaluated",
            _ => $"{step.Subject}: {new TextWord(step.Words)}",
        };
    }

    private static FormattableString Sentence(RiskView risk, RevisionView revision)
    {
        var who = revision.ByName;
        return revision.Action switch
        {
            "risk.raised" => $"{who} recorded this risk",
            "risk.changed" => $"{who} changed this risk",
            "risk.rescored" => Rescored(risk, revision),
            "risk.mitigated" => $"{who} recorded a mitigation",
            "risk.planned" => $"{who} planned a step",
            "risk.remediated" => $"{who} completed a step",
            "risk.signal-bound" => $"{who} changed the monitoring signal",
            "risk.reviewed" => $"{who} reviewed this risk",
            "risk.accepted" => $"{who} signed the acceptance",
            "risk.acceptance-revoked" => $"{who} withdrew the acceptance",
            "risk.acceptance-expired" => $"The acceptance expired",
            "risk.closed" => $"{who} closed this risk",
            "risk.reopened" => $"{who} reopened this risk",
            _ => $"{who}: {new TextWord(revision.Words)}",
        };
    }

    private static FormattableString Rescored(RiskView risk, RevisionView revision)
    {
        var likelihood = revision.Differences.FirstOrDefault(d => d.Member == "residual.likelihood");
        var alert = NamedRecords.In([revision.Reason ?? ""]).FirstOrDefault(n => n.StartsWith("ALR-", StringComparison.Ordinal));
        if (likelihood is not { Before: { } from, After: { } to })
        {
            return alert switch
            {
                null => $"The monitoring signal changed",
                _ => $"The monitoring signal changed with {Link(risk, alert)}",
            };
        }

        var rises = string.CompareOrdinal(from, to) < 0;
        return (alert, rises) switch
        {
            ({ } name, true) => $"{Link(risk, name)} raised the likelihood from {from} to {to}",
            ({ } name, false) => $"With {Link(risk, name)} the likelihood fell from {from} to {to}",
            (null, true) => $"The monitoring signal raised the likelihood from {from} to {to}",
            (null, false) => $"The monitoring signal reports no alert: the likelihood fell from {from} to {to}",
        };
    }

    private static TextLink Link(RiskView risk, string alert) =>
        new(alert, $"/monitoring/{Uri.EscapeDataString(risk.Model ?? "")}?tab=alerts");

    private static List<FormattableString> Changes(RiskView risk, RevisionView revision, RevisionView? before)
    {
        var changes =
            revision.Revision > 1
                ? revision.Differences.Select(d => Change(d) ?? Completed(risk, d)).OfType<FormattableString>().ToList()
                : [];
        if (before is { Residual: { } from } && revision.Residual is { } to && from != to)
        {
            changes.Add($"Residual score from {from} to {to}");
        }

        return changes;
    }

    // What the sentence says already, and ids that name no one, are left out.
    private static FormattableString? Change(RiskDifference difference)
    {
        var (member, from, to) = (difference.Member, difference.Before, difference.After);
        return member switch
        {
            "title" or "category" or "treatment" or "model" or "version" or "system" => Moved(difference),
            "cause" or "consequence" => Moved(difference),
            "inherent.likelihood" or "inherent.impact" or "assessed.likelihood" or "assessed.impact" => Moved(difference),
            "reviewAt" => $"Next review on {RiskText.Value(to)}",
            "owner" => $"Owner changed",
            "controlOwner" => $"Control owner changed",
            _ when member.EndsWith("].text", StringComparison.Ordinal) && from is null && to is not null => $"“{to}”",
            _ => null,
        };
    }

    // Which step of the plan was completed.
    private static FormattableString? Completed(RiskView risk, RiskDifference difference)
    {
        var step = difference is { Before: null, After: not null }
            ? risk.Steps.FirstOrDefault(s => difference.Member == $"steps[{s.Number}].doneAt")
            : null;
        return step switch
        {
            null => null,
            { Text: var text } => $"“{text}”",
        };
    }

    private static FormattableString Moved(RiskDifference difference)
    {
        var name = new TextWord(RiskText.Member(difference.Member.Replace("assessed.", "residual.", StringComparison.Ordinal)));
        return difference switch
        {
            { Before: { Length: > MaxValue } } or { After: { Length: > MaxValue } } => $"{name} changed",
            { Before: null or "", After: { } to } => $"{name}: {T.Recorded(RiskText.Value(to))}",
            { After: null or "" } => $"{name} removed",
            _ => $"{name} from {T.Recorded(RiskText.Value(difference.Before))} to {T.Recorded(RiskText.Value(difference.After))}",
        };
    }
}
