using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Portal.Demo;

/// <summary>What happens when: risks, AI systems, incidents and what waits for someone today.</summary>
internal sealed partial class DemoScene
{
    private const string Compliance = "compliance@demo.example";

    private static readonly (string Planned, string Done, string Risk, string Step, int Days)[] s_steps =
    [
        ("2026-07-06 10:00", "2026-07-16 11:00", DemoRisks.Blind, "Show reviewers the factors before the score", 14),
        ("2026-08-10 10:00", "2026-08-18 15:00", DemoRisks.Drift, "Compare incomes with the statistics of the region", 10),
        ("2026-09-14 13:00", "2026-09-22 10:30", DemoRisks.Rare, "Signature rules for the five newest attack types", 10),
        ("2026-10-05 13:00", "2026-10-14 09:40", DemoRisks.Drift, "Recalibrate on the months since July", 14),
        ("2026-10-27 10:00", "2026-11-04 14:00", DemoRisks.Fairness, "Sample of refusals read by two reviewers", 14),
    ];

    private void Govern(DemoStory story, DemoFolders told, Action<string> say, string password)
    {
        story.On("2026-06-16 10:00", async ct => await demoRisks.RunAsync(await OfficerAsync(ct), Owner, Credit, say, ct));
        story.On("2026-06-30 10:00", async ct => await demoRisks.RunAsync(await OfficerAsync(ct), Owner, Detector, say, ct));
        story.On("2026-07-01 10:00", async ct => await FromLibraryAsync(Credit, say, ct) ?? await FromLibraryAsync(Detector, say, ct));
        story.On("2026-09-16 10:00", async ct => await FromLibraryAsync(Pricing, say, ct) ?? await FromLibraryAsync(Assistant, say, ct));
        foreach (
            var (time, risk) in new[]
            {
                ("2026-06-19 11:00", DemoRisks.Drift),
                ("2026-06-22 09:30", DemoRisks.Fairness),
                ("2026-06-24 15:00", DemoRisks.Blind),
            }
        )
        {
            story.On(
                time,
                async ct => await demoRisks.FinishAsync(await OfficerAsync(ct), risk, DemoRisks.Agree, "Minutes, demo data", ct)
            );
        }

        foreach (
            var (time, risk, step) in new[]
            {
                ("2026-07-03 15:00", DemoRisks.Drift, "Review the score cut-off with the newest month"),
                ("2026-07-15 10:30", DemoRisks.Fairness, "Test reason codes with reviewers"),
                ("2026-08-05 14:00", DemoRisks.Blind, "Blind second review of a sample"),
            }
        )
        {
            story.On(time, async ct => await demoRisks.FinishAsync(await OfficerAsync(ct), risk, step, "Minutes, demo data", ct));
        }

        foreach (var meeting in new[] { "2026-08-03 13:00", "2026-09-07 13:00", "2026-10-05 13:30", "2026-11-02 13:00" })
        {
            story.On(meeting, async ct => await demoRisks.ReviewAsync(await OfficerAsync(ct), ct));
        }

        story.On(
            "2026-11-05 10:00",
            async ct => await demoRisks.PlanAsync(await OfficerAsync(ct), DemoRisks.Drift, "Refit the calibration on autumn data", 10, ct)
        );
        foreach (var (planned, done, risk, step, days) in s_steps)
        {
            story.On(planned, async ct => await demoRisks.PlanAsync(await OfficerAsync(ct), risk, step, days, ct));
            story.On(done, async ct => await demoRisks.FinishAsync(await OfficerAsync(ct), risk, step, "Minutes, demo data", ct));
        }

        story.On(
            "2026-07-20 14:00",
            async ct => await demoRisks.ScoreAsync(await OfficerAsync(ct), DemoRisks.Rare, 4, 5, "Two new attack types this quarter.", ct)
        );
        // What is left of a risk falls when a control is in place, not before.
        story.On(
            "2026-08-25 10:30",
            async ct =>
                await demoRisks.ControlAsync(
                    await OfficerAsync(ct),
                    DemoRisks.Blind,
                    "Factors shown to reviewers before the score",
                    "Release note of the review tool, demo data",
                    ct
                )
        );
        story.On(
            "2026-08-25 11:00",
            async ct =>
                await demoRisks.ScoreAsync(await OfficerAsync(ct), DemoRisks.Blind, 2, 3, "Reviewers see the factors before the score.", ct)
        );
        story.On(
            "2026-09-24 10:00",
            async ct => await demoRisks.ScoreAsync(await OfficerAsync(ct), DemoRisks.Rare, 3, 5, "The new signature rules are in use.", ct)
        );

        story.On("2026-08-06 09:30", async ct => await suppliers.BureauAsync(await ComplianceAsync(ct), await OfficerAsync(ct), ct));
        story.On("2026-11-11 14:00", async ct => await suppliers.ModelMakerAsync(await ComplianceAsync(ct), say, ct));
        story.On("2026-08-04 10:00", async ct => await systems.PlayAsync(await ComplianceAsync(ct), await LegalAsync(ct), say, ct));
        story.On("2026-09-09 13:00", async ct => await systems.TryOutAsync(await ComplianceAsync(ct), await LegalAsync(ct), ct));
        story.On("2026-09-15 10:00", async ct => await demoIntake.PricingAsync(await IntakeAsync(ct), ct));
        story.On("2026-09-15 14:00", async ct => await systems.ClassifyPricingAsync(await ComplianceAsync(ct), await LegalAsync(ct), ct));
        story.On(
            "2026-09-10 10:40",
            async ct => await demoIncidents.BeginAsync(ClosedIncident.Misrouted, await OfficerAsync(ct), await EngineerAsync(ct), ct)
        );
        story.On(
            "2026-09-17 11:00",
            async ct => await demoIncidents.EndAsync(ClosedIncident.Misrouted, await OfficerAsync(ct), await LegalAsync(ct), ct)
        );
        story.On(
            "2026-10-13 09:30",
            async ct => await demoIncidents.BeginAsync(ClosedIncident.Drill, await OfficerAsync(ct), await EngineerAsync(ct), ct)
        );
        story.On(
            "2026-10-13 14:00",
            async ct => await demoIncidents.EndAsync(ClosedIncident.Drill, await OfficerAsync(ct), await LegalAsync(ct), ct)
        );
        story.On("2026-10-20 10:00", ct => ValidatedAsync(password, say, ct));
        story.On("2026-10-06 10:00", async ct => await demoThreats.CreditAsync(await ComplianceAsync(ct), await OfficerAsync(ct), say, ct));
        story.On("2026-11-03 10:00", async ct => await demoThreats.RunAsync(await ComplianceAsync(ct), await OfficerAsync(ct), say, ct));
        story.On(
            "2026-11-04 11:00",
            async ct =>
                await demoOversight.RunAsync(new(await OwnerAsync(ct), await OfficerAsync(ct), Officer, Compliance), password, say, ct)
        );
        // Those that run in production alone: what is only tried out decides nothing, and the portal would say so.
        story.On("2026-11-09 14:00", ct => DecidedAsync(told["ids"].Samples, "ids", say, ct));
    }

    /// <summary>The last days: what waits for someone.</summary>
    private void Answer(DemoStory story, DemoFolders told, string samples, string password, Action<string> say)
    {
        story.Back(20, async ct => await demoIntake.SummariesAsync(await IntakeAsync(ct), ct));
        story.Back(19, async ct => await demoIntake.MoodAsync(await IntakeAsync(ct), ct));
        story.Back(
            16,
            async ct =>
                await RequestedAsync(
                    await EngineerAsync(ct),
                    Detector,
                    "2.0.0",
                    "Boosted trees find more of the newer attack types.",
                    say,
                    ct
                )
        );
        story.Back(15.5, async ct => await RequestedAsync(await EngineerAsync(ct), Credit, "2.1.0", "Higher AUC than 2.0.0.", say, ct));
        story.Back(15.2, async ct => await demoRisks.AssessAsync(await OfficerAsync(ct), Assistant, ct));
        story.Back(
            15,
            async ct => await RequestedAsync(await EngineerAsync(ct), Assistant, "1.0.0", "Staff of the pilot want to keep it.", say, ct)
        );
        story.Back(
            14.5,
            async ct =>
                await RequestedAsync(await EngineerAsync(ct), Pricing, "1.0.0", "The pilot in two branches kept its margin.", say, ct)
        );
        story.Back(13.6, async ct => await demoRisks.AssessAsync(await OfficerAsync(ct), Pricing, ct));
        story.Back(13.4, async ct => await TriedOutAsync(await EngineerAsync(ct), say, ct));
        story.Back(13, ct => ProposedAsync(samples, say, ct));
        story.Back(12, ct => DecidedAsync(told["credit"].Samples, "credit", say, ct));
        story.Back(11, async ct => await cards.PlayAsync(await EngineerAsync(ct), await ComplianceAsync(ct), say, ct));
        story.Back(10, async ct => await cards.ApproveAsync(await EngineerAsync(ct), await ComplianceAsync(ct), say, ct));
        story.Ago(18, async ct => await demoIncidents.OpenLeakAsync(await OfficerAsync(ct), await EngineerAsync(ct), ct));
        story.Ago(12, async ct => await demoIncidents.AssessLeakAsync(await OfficerAsync(ct), ct));
        story.Ago(2, async ct => await demoIncidents.ClassifyLeakAsync(await OfficerAsync(ct), await EngineerAsync(ct), ct));
        story.Back(8, async ct => await demoRetirement.RunAsync(await EngineerAsync(ct), await OwnerAsync(ct), say, ct));
        story.Back(7, async ct => await demoReviews.RunAsync(await OfficerAsync(ct), say, ct) ?? await LookedAtAsync(ct));
        story.Back(6, async ct => await demoExplanations.RunAsync(await ComplianceAsync(ct), await LegalAsync(ct), say, ct));
        story.Back(5, async ct => await demoTargets.RunAsync(await ComplianceAsync(ct), say, ct));
        // After everything that its bundle names: what is raised or changed later voids a signature.
        story.Back(
            3,
            ct => SignedAsync(Detector, "2.0.0", SignOffRole.Security, "No new attack surface compared with 1.0.0.", password, say, ct)
        );
        story.Back(
            1.5,
            async ct => await demoConversations.RunAsync(await OwnerAsync(ct), await LegalAsync(ct), await OfficerAsync(ct), say, ct)
        );
        story.Back(0.3, async ct => await demoAccess.RunAsync(await ActorAsync(Administrator, Roles.Administrator, ct), say, ct));
    }

    private async Task<IntakeCast> IntakeAsync(CancellationToken ct) =>
        new(
            await EngineerAsync(ct),
            await OwnerAsync(ct),
            await OfficerAsync(ct),
            await ActorAsync("security@demo.example", Roles.SecurityReviewer, ct),
            await LegalAsync(ct),
            await ComplianceAsync(ct)
        );
}
