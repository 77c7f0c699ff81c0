using System.Text.RegularExpressions;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Contracts;
using Governance.Testing;

namespace Governance.Portal.Tests.Overview;

/// <summary>What people are notified of because it is work for them stands in their queue: every kind says where, or why not.</summary>
public sealed partial class QueueCoverageTests
{
    // Names of the sources, with as much of their namespace as tells them apart; what begins with a dash says why none is needed.
    private static readonly Dictionary<NotificationKind, string[]> s_kinds = new()
    {
        [NotificationKind.SignOffAsked] = ["QueuedApprovals"],
        [NotificationKind.SignatureVoid] = ["QueuedApprovals"],
        [NotificationKind.ChangesRequested] = ["QueuedApprovals"],
        [NotificationKind.PromotionDecided] = ["QueuedApprovals"],
        [NotificationKind.GateBlocked] = ["QueuedApprovals"],
        [NotificationKind.Mentioned] = ["QueuedMentions"],
        [NotificationKind.PromotionDue] = ["QueuedApprovals"],
        [NotificationKind.ApprovalEnding] = ["QueuedApprovals"],
        [NotificationKind.WaiverAsked] = ["QueuedWaivers"],
        [NotificationKind.WaiverDecided] = ["- an answer; the request that it was for stands in the queue"],
        [NotificationKind.WaiverEnding] = ["- it cannot be renewed, and what the gate blocks then stands in the queue"],
        [NotificationKind.EmergencyOverride] = ["QueuedOverrides"],
        [NotificationKind.ProposalAsked] = ["QueuedProposals"],
        [NotificationKind.AlertRaised] = ["QueuedAlerts"],
        [NotificationKind.IncidentOpened] = ["QueuedIncidents"],
        [NotificationKind.IncidentEscalated] = ["QueuedIncidents"],
        [NotificationKind.IncidentClassAsked] = ["QueuedIncidents"],
        [NotificationKind.IncidentClock] = ["QueuedIncidents"],
        [NotificationKind.RiskRescored] = ["- news, until it is above the appetite"],
        [NotificationKind.RiskAboveAppetite] = ["QueuedRisks"],
        [NotificationKind.RiskDue] = ["RiskReviewClocks", "RiskClocks"],
        [NotificationKind.AcceptanceEnding] = ["RiskReviewClocks", "QueuedRisks"],
        [NotificationKind.RetirementDue] = ["QueuedRetirements"],
        [NotificationKind.ClassificationAsked] = ["QueuedClassifications"],
        [NotificationKind.UseCaseAsked] = ["QueuedUseCases"],
        [NotificationKind.UseCaseDecided] = ["- an answer"],
        [NotificationKind.ObligationDue] = ["QueuedObligations", "DutyClocks"],
        [NotificationKind.ReportFinished] = ["- an answer"],
        [NotificationKind.ConfirmationAsked] = ["QueuedAccess"],
        [NotificationKind.KeyEnding] = ["AccessClocks"],
        [NotificationKind.Account] = ["- about the person's own acts, or those of someone who got in"],
        [NotificationKind.Security] = ["- nothing in it is ever done; what lasts stands among the checks of the installation"],
        [NotificationKind.LogDamaged] = ["- stands on every page until the log verifies"],
    };

    // Kinds that say different things, by what they say.
    private static readonly Dictionary<(NotificationKind Kind, string What), string[]> s_matters = new()
    {
        [(NotificationKind.AlertRaised, "agent-stopped")] =
        [
            "- done already; the banner of the agent and its posture say so until someone resumes it",
        ],
        [(NotificationKind.AlertRaised, "agent-resumed")] = ["- news"],
        [(NotificationKind.AlertRaised, "discoveries")] = ["QueuedDiscoveries"],
        [(NotificationKind.EmergencyOverride, "left")] = ["QueuedOverrides"],
        [(NotificationKind.ObligationDue, "explanation")] = ["QueuedExplanations"],
        [(NotificationKind.ObligationDue, "finding")] = ["ModelRiskClocks"],
        [(NotificationKind.ObligationDue, "validation")] = ["ModelRiskClocks"],
        [(NotificationKind.ObligationDue, "validation-run")] = ["ScheduleClocks"],
        [(NotificationKind.ObligationDue, "overlay")] = ["ModelRiskClocks"],
        [(NotificationKind.ObligationDue, "revalidation")] = ["ModelReviews.ReviewClocks"],
        [(NotificationKind.ObligationDue, "tier")] = ["ModelRiskClocks"],
        [(NotificationKind.ObligationDue, "tier-class")] = ["QueuedModelRisk"],
        [(NotificationKind.ObligationDue, "training")] = ["OversightClocks"],
        [(NotificationKind.ObligationDue, "agent-call")] = ["QueuedCalls"],
        [(NotificationKind.ObligationDue, "competence")] = ["CompetenceClocks"],
        [(NotificationKind.ObligationDue, "stop-test")] = ["OversightClocks"],
        [(NotificationKind.ObligationDue, "decision-reviews")] = ["QueuedReviews"],
        [(NotificationKind.ObligationDue, "decision-review-escalated")] = ["QueuedReviews"],
        [(NotificationKind.ObligationDue, "decision-review")] = ["QueuedReviews"],
        [(NotificationKind.ConfirmationAsked, "class")] = ["QueuedRiskClasses"],
        [(NotificationKind.ConfirmationAsked, "playbook")] = ["QueuedPlaybooks"],
        [(NotificationKind.ConfirmationAsked, "extension")] = ["QueuedModelRisk"],
        [(NotificationKind.ConfirmationAsked, "delegation")] = ["QueuedDelegations"],
        [(NotificationKind.ConfirmationAsked, "reference")] = ["QueuedWindows"],
        [(NotificationKind.ConfirmationAsked, "withdrawal")] = ["QueuedWindows"],
    };

    // Of what no one is notified, and what waits all the same.
    private static readonly string[] s_further =
    [
        "QueuedDuties",
        "QueuedAccessReviews",
        "QueuedCards",
        "QueuedStopTests",
        "QueuedTargets",
        "QueuedThreatModels",
        "PolicyClocks",
        "EvidenceClocks",
        "ThreatPointClocks",
        "QueuedCompetences",
        "QueuedSuppliers",
        "SupplierClocks",
        "QueuedTraining",
        "QueuedExperiments",
        "DatasetClocks",
        "DataTaskClocks",
        "QueuedReviewOutcomes",
    ];

    [Fact]
    public void EveryKindOfNotification_HasItsSourceInTheQueue_OrAReasonWhyNot()
    {
        Assert.Equal(Enum.GetValues<NotificationKind>(), s_kinds.Keys.Order());
        Assert.Equal(Matters().Order(), s_matters.Keys.Order());

        var (known, sources) = (s_kinds.Values.Concat(s_matters.Values).SelectMany(n => n).Where(n => n[0] != '-').ToList(), Sources());

        Assert.DoesNotContain(known.Concat(s_further), name => sources.Count(s => Is(s, name)) != 1);
        // One that is named nowhere is for a matter of which this test knows nothing.
        Assert.DoesNotContain(sources, s => !known.Concat(s_further).Any(name => Is(s, name)));
    }

    // Sources of the queue, and clocks that ask something of people.
    private static List<Type> Sources() =>
        [
            .. PortalAssemblies.Types.Where(t =>
                t is { IsClass: true, IsAbstract: false }
                && (
                    typeof(IQueueSource).IsAssignableFrom(t)
                    || (typeof(IClockSource).IsAssignableFrom(t) && t.GetProperty(nameof(IClockSource.AsksPeople)) is not null)
                )
            ),
        ];

    private static bool Is(Type type, string name) => type.FullName!.EndsWith($".{name}", StringComparison.Ordinal);

    // What is said of a kind in several ways, as its texts tell them apart.
    private static IEnumerable<(NotificationKind, string)> Matters()
    {
        var texts = File.ReadAllText(Path.Combine(Repository(), "src", "Governance.Domain", "Notifications", "NotificationTexts.cs"));
        foreach (Match said in When().Matches(texts))
        {
            yield return (Enum.Parse<NotificationKind>(said.Groups[1].Value), said.Groups[2].Value);
        }

        foreach (Match said in Case().Matches(Confirmations().Match(texts).Value))
        {
            yield return (NotificationKind.ConfirmationAsked, said.Groups[1].Value);
        }
    }

    private static string Repository()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "README.md")))
        {
            at = at.Parent!;
        }

        return at.FullName;
    }

    [GeneratedRegex("NotificationKind\\.(\\w+) when what == \"([\\w-]+)\"")]
    private static partial Regex When();

    [GeneratedRegex("NotificationKind\\.ConfirmationAsked => what switch.*?\\},", RegexOptions.Singleline)]
    private static partial Regex Confirmations();

    [GeneratedRegex("\"([\\w-]+)\" => new")]
    private static partial Regex Case();
}
