using System.Text;
using Governance.Domain.Identity;

namespace Governance.Portal.Demo;

/// <summary>What happens when: the registers around the models, and a limit that is judged on what runs.</summary>
internal sealed partial class DemoScene
{
    private const int PilotWeeks = 12;

    private const string Security = "security@demo.example";

    // What a detector may miss is judged on live traffic for as long as it runs: a version that misses more has a month to be replaced.
    private const string LiveDetection = """
        # Nordhaven Bank (fictional): what detectors in production must keep up.
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata:
          name: live-detection
          version: "2026.1"
          owner: Security Architecture
        spec:
          appliesTo:
            models: [netflow-detector]
            stages: [production]
          mode: enforce
          continuous:
            grace: {high: 30d}
            then: block-permits
          rules:
            - id: MISS-01
              type: metric_threshold
              severity: high
              params: {metric: fnr, op: "<=", value: 0.20, minSamples: 50}
              rationale: A detector that misses more than one attack in five gives a false sense of safety.
        """;

    private void Fill(DemoStory story, string password, Action<string> say)
    {
        story.On("2026-06-08 09:20", async ct => await rooms.DataAsync(await ComplianceAsync(ct), say, ct));
        story.On("2026-10-12 10:30", async ct => await rooms.TrainAsync(await ComplianceAsync(ct), await OfficerAsync(ct), say, ct));
        story.On(
            "2026-10-22 10:00",
            async ct => await rooms.DiscoverAsync(await ActorAsync(Security, Roles.SecurityReviewer, ct), say, ct)
        );
        story.On(
            "2026-10-15 13:00",
            async ct =>
                await rooms.ReviewAsync(
                    await OfficerAsync(ct),
                    Credit,
                    "2.0.0",
                    "keep",
                    "Drift of employment_type is followed; limits are kept, and manual review covers the cases in between.",
                    ct
                )
        );
        story.On(
            "2026-11-09 09:10",
            async ct =>
            {
                var active = await activatePolicy.RunAsync(Actor.Host, Encoding.UTF8.GetBytes(LiveDetection), "live-detection.yaml", ct);
                if (active.IsDone)
                {
                    say($"policy {active.Value.Name} {active.Value.Version} is in force and judges what runs");
                }

                return active.Refusal;
            }
        );
        story.On(
            "2026-11-12 14:00",
            async ct =>
                await rooms.ReviewAsync(
                    await OfficerAsync(ct),
                    Detector,
                    "1.0.0",
                    "retrain",
                    "Misses more than half of the attacks since the newer types appeared. 2.0.0 was trained with them.",
                    ct
                )
        );
        story.On(
            "2026-11-04 13:30",
            async ct => await demoOversight.MoreAsync(new(await OwnerAsync(ct), await OfficerAsync(ct), Officer, Compliance), say, ct)
        );
        story.On(
            "2026-11-05 13:00",
            ct =>
                ProvenAsync(
                    password,
                    async (officer, proof) => await demoTargets.DetectionAsync(await ComplianceAsync(ct), officer, proof, say, ct),
                    ct
                )
        );
        // Prices are quoted in a pilot of two branches: what it earns and how long a quote takes is sent every week.
        for (var week = 0; week < PilotWeeks; week++)
        {
            var number = week;
            story.At(
                story.TimeOf("2026-08-24 08:50").AddDays(7 * number),
                async ct => await rooms.EarnAsync(await EngineerAsync(ct), number, ct)
            );
        }

        story.On(
            "2026-08-10 09:30",
            ct => ProvenAsync((Legal, Roles.LegalReviewer), password, (legal, proof) => rooms.DelegateAsync(legal, proof, ct), ct)
        );
        story.On("2026-11-12 10:30", ct => ProvenAsync(password, (officer, proof) => rooms.JudgeAsync(officer, proof, ct), ct));
        story.On(
            "2026-11-05 14:00",
            ct =>
                ProvenAsync(
                    password,
                    (officer, proof) =>
                        demoRisks.AcceptAsync(
                            officer,
                            proof,
                            DemoRisks.Blind,
                            "The factors are shown before the score, and a sample is read twice; the rest is lived with.",
                            ct
                        ),
                    ct
                )
        );
        foreach (var release in s_releases.Where(r => r.Deployed is not null).TakeLast(3))
        {
            story.At(
                story.TimeOf($"2026-{release.Deployed}").AddMinutes(-5),
                async ct => await rooms.PermitAsync(await EngineerAsync(ct), DemoRouter.Model, release.Version, ct)
            );
        }

        story.Back(14.35, async ct => await systems.PayInvoicesAsync(await ComplianceAsync(ct), await LegalAsync(ct), ct));
        story.Back(9.5, async ct => await rooms.ReviewToolsAsync(await ActorAsync(Security, Roles.SecurityReviewer, ct), ct));
        story.Back(5.4, async ct => await rooms.AskToTrainAsync(await EngineerAsync(ct), say, ct));
        story.Back(5.2, async ct => await rooms.AskToWaiveAsync(await OwnerAsync(ct), say, ct));
    }
}
