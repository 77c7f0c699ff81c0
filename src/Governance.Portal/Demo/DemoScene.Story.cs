using System.Text;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Portal.Demo;

/// <summary>What happens when: models, their releases and what is watched of them.</summary>
internal sealed partial class DemoScene
{
    private const string Detector = "netflow-detector";
    private const string Credit = "credit-default";
    private const string Assistant = "policy-assistant";
    private const string Pricing = "loan-pricing";
    private const string CreditSystem = "SYS-0001";

    // The policy for high risk as it was until it was tightened.
    private const string LooserVersion = "2026.1";
    private const string Tightened = "2026-09-07 09:30";

    private const string FirstMonday = "2026-05-18 05:00";
    private const int Weeks = 26;

    // Weeks whose notifications are left unread: what is new to people is of the last days.
    private const int UnreadWeeks = 2;

    // Judging what runs takes a while; the portal does it all the time, the demo often enough to show since when something is not met.
    private const int WeeksBetweenJudgements = 4;
    private const int DailyJudgements = 17;

    private static readonly DemoRelease[] s_releases =
    [
        new(
            "1.0.0",
            0.843,
            "First release; complaints were sorted by hand before.",
            "05-19 14:10",
            "05-20 10:05",
            "05-20 15:40",
            "05-21 09:15",
            "05-21 11:00"
        ),
        new(
            "1.1.0",
            0.851,
            "Learns from the first three weeks of corrections.",
            "06-02 10:20",
            "06-02 15:00",
            "06-04 11:30",
            "06-04 13:10",
            "06-05 10:00"
        ),
        new("1.2.0", 0.862, "Reads attachments as well.", "06-30 09:30", "06-30 13:45", "07-01 16:20")
        {
            Rejected =
                "Some attachments contain health data. Agree with the data protection officer which ones may be read, then request "
                + "again.",
        },
        new(
            "1.2.1",
            0.858,
            "As 1.2.0, but attachments are left out.",
            "07-07 09:10",
            "07-07 14:05",
            "07-08 10:00",
            "07-08 11:25",
            "07-08 14:00"
        ),
        new(
            "1.3.0",
            0.866,
            "Knows the products introduced since June.",
            "08-03 11:00",
            "08-04 09:20",
            "08-05 10:10",
            "08-06 15:30",
            "08-07 09:00"
        ),
        new("1.3.1", 0.867, "Security updates of two packages.", "08-17 13:00", "08-18 09:00", "08-18 16:00", "08-19 09:45", "08-19 13:00"),
        new(
            "1.4.0",
            0.871,
            "A class of its own for complaints by phone.",
            "09-07 10:10",
            "09-07 15:00",
            "09-08 14:00",
            "09-09 11:30",
            "09-10 09:00"
        ),
        new(
            "1.4.1",
            0.872,
            "As 1.4.0, validated with complaints about fraud in each class.",
            "09-21 14:00",
            "09-22 10:00",
            "09-22 15:10",
            "09-23 11:00",
            "09-23 14:00"
        ),
        new("1.5.0", 0.874, "Two more languages.", "10-05 09:15", "10-05 13:00", "10-06 09:30", "10-06 10:40", "10-06 14:00"),
        new("1.5.1", 0.874, "Security update of one package.", "10-19 09:20", "10-19 14:00", "10-20 11:00", "10-20 16:30", "10-21 09:00"),
        new(
            "1.6.0",
            0.879,
            "Learns from the corrections since August.",
            "10-26 10:30",
            "10-26 16:00",
            "10-27 15:00",
            "10-28 09:10",
            "10-28 13:00"
        ),
        new("1.6.1", 0.879, "Smaller file, the same answers.", "11-04 10:00", "11-04 14:20", "11-05 11:00", "11-05 15:00", "11-06 09:30"),
    ];

    private void Begin(DemoStory story, string samples, string password, Action<string> say)
    {
        story.On("2026-05-18 09:00", ct => PeopleAsync(password, say, ct));
        story.On("2026-05-18 09:20", ct => organisation.RunAsync(Administrator, password, say, ct));
        story.On("2026-05-18 10:00", ct => PoliciesAsync(samples, say, ct));
        story.On("2026-05-18 10:20", ct => packs.ActivateAsync(say, ct));
        story.On(
            Tightened,
            async ct =>
            {
                var text = await File.ReadAllBytesAsync(Path.Combine(samples, "policy.yaml"), ct);
                var active = await activatePolicy.RunAsync(Actor.Host, text, "policy.yaml", ct);
                say($"policy {(active.IsDone ? $"{active.Value.Name} {active.Value.Version}" : "")} is in force, stricter than before");
                return active.Refusal;
            }
        );
        for (var week = 0; week < Weeks; week++)
        {
            var monday = story.TimeOf(FirstMonday).AddDays(7 * week);
            var judges = week % WeeksBetweenJudgements == WeeksBetweenJudgements - 1;
            story.At(
                monday.AddDays(7),
                async ct =>
                {
                    await desk.RunAsync(judges, ct);
                    return null;
                }
            );
            if (week < Weeks - UnreadWeeks)
            {
                story.At(
                    monday.AddDays(4).AddHours(11),
                    async ct =>
                    {
                        await desk.ReadAsync(ct);
                        return null;
                    }
                );
            }
        }
    }

    // The last days are judged each day, as jobs do: what stands today stands since the day on which it changed.
    private void Judge(DemoStory story)
    {
        for (var day = DailyJudgements; day > 0; day--)
        {
            story.Ago(
                day * 24,
                async ct =>
                {
                    await desk.RunAsync(judges: true, ct);
                    return null;
                }
            );
        }
    }

    private async Task<Refusal?> PeopleAsync(string password, Action<string> say, CancellationToken ct)
    {
        await desk.BeginAsync(ct);
        foreach (var (email, name, role, also) in s_people)
        {
            var made = await createUser.RunAsync(Actor.Host, new(email, name, also is null ? [role] : [role, also], password), ct);
            if (made.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        say($"{s_people.Length} accounts");
        return null;
    }

    private async Task<Refusal?> PoliciesAsync(string samples, Action<string> say, CancellationToken ct)
    {
        foreach (var file in Directory.EnumerateFiles(samples, "policy*.yaml").Order(StringComparer.Ordinal))
        {
            var (name, text) = (Path.GetFileName(file), await File.ReadAllTextAsync(file, ct));
            if (name == "policy.yaml")
            {
                text = text.Replace("version: \"2026.2\"", $"version: \"{LooserVersion}\"", StringComparison.Ordinal)
                    .Replace("op: \">=\", value: 0.75", "op: \">=\", value: 0.70", StringComparison.Ordinal)
                    .Replace("op: \"<=\", value: 0.10", "op: \"<=\", value: 0.15", StringComparison.Ordinal);
            }

            var active = await activatePolicy.RunAsync(Actor.Host, Encoding.UTF8.GetBytes(text), name, ct);
            if (active.Refusal is { } refusal)
            {
                return refusal;
            }

            say($"policy {active.Value.Name} {active.Value.Version} is in force");
        }

        return null;
    }

    /// <summary>The releases of the small model, and the first ones of the two that the demo is about.</summary>
    private void Release(DemoStory story, string password, Action<string> say)
    {
        story.On("2026-05-19 09:30", async ct => await router.RegisterAsync(await EngineerAsync(ct), ct));
        foreach (var release in s_releases)
        {
            var registered = story.TimeOf($"2026-{release.Requested}").AddMinutes(-40);
            story.At(registered, async ct => await router.VersionAsync(await EngineerAsync(ct), release.Version, release.Auc, ct));
            Promote(story, DemoRouter.Model, release, password, say);
        }

        story.On(
            "2026-09-10 15:20",
            async ct =>
                (
                    await rollBack.RunAsync(
                        await OwnerAsync(ct),
                        new(DemoRouter.Model, "1.4.0", "1.3.1", "Complaints about fraud go to the general queue."),
                        ct
                    )
                ).Refusal
        );
        Promote(
            story,
            Credit,
            new(
                "2.0.0",
                0,
                "Replaces the score card; passes the fairness bounds on sex and age band.",
                "06-09 10:00",
                "06-10 11:00",
                "06-11 15:00",
                "06-12 10:00",
                "06-15 09:00"
            )
            {
                NoWayBack = "The previous score card was never registered here. Applications go to manual review instead.",
            },
            password,
            say
        );
        Promote(
            story,
            Detector,
            new(
                "1.0.0",
                0,
                "First release: logistic regression on connection features.",
                "06-23 13:00",
                "06-24 09:40",
                "06-25 10:00",
                "06-25 14:30",
                "06-26 10:00"
            ),
            password,
            say
        );
    }

    private void Promote(DemoStory story, string model, DemoRelease release, string password, Action<string> say)
    {
        story.On(
            $"2026-{release.Requested}",
            async ct => await RequestedAsync(await EngineerAsync(ct), model, release.Version, release.Reason, say, ct)
        );
        foreach (var (role, time) in release.Signed)
        {
            var isRejected = release.Rejected is not null && time == release.Signed[^1].Time;
            story.On(
                $"2026-{time}",
                async ct =>
                    await SignAsync(
                        await PromotionAsync(model, release.Version, ct),
                        role,
                        isRejected ? release.Rejected! : "Reviewed the evidence and the gate results.",
                        password,
                        ct,
                        isRejected ? SignOffDecision.Reject : SignOffDecision.Approve
                    )
            );
        }

        if (release.Deployed is { } deployed)
        {
            story.On(
                $"2026-{deployed}",
                async ct => await DeployedAsync(await EngineerAsync(ct), model, release.Version, say, ct, release.NoWayBack)
            );
        }
    }

    /// <summary>Models and versions, each with evidence that was made earlier on the same day.</summary>
    private void Register(DemoStory story, DemoFolders told, string password, Action<string> say)
    {
        foreach (
            var (folder, version, time) in new[]
            {
                ("credit", "2.0.0", "2026-06-08 10:10"),
                ("ids", "1.0.0", "2026-06-22 10:10"),
                ("pricing", "1.0.0", "2026-08-18 10:10"),
                ("assistant", "1.0.0", "2026-09-08 10:10"),
                ("ids", "1.1.0", "2026-10-26 10:10"),
                ("credit", "2.1.0", "2026-11-09 10:10"),
                ("pricing", "1.1.0", "2026-11-09 10:50"),
                ("ids", "2.0.0", "2026-11-10 10:10"),
                ("assistant", "1.1.0", "2026-11-10 10:50"),
                ("credit", "2.2.0", "2026-11-11 10:10"),
            }
        )
        {
            var (samples, at) = (told[folder].Samples, story.TimeOf(time));
            story.At(
                at,
                async ct =>
                {
                    var engineer = await EngineerAsync(ct);
                    return await loadSamples.ModelAsync(engineer, samples, Owner, say, ct)
                        ?? await loadSamples.VersionAsync(engineer, samples, version, say, ct, at.Day())
                        ?? await loadSamples.LineageAsync(engineer, samples, say, ct, at);
                }
            );
        }

        story.On("2026-11-10 11:20", async ct => await packs.FileAsync(await EngineerAsync(ct), ct));
        story.On("2026-11-10 13:30", async ct => await experiments.PlanAsync(await EngineerAsync(ct), ct));
        story.On("2026-11-10 15:30", ct => ProvenAsync(password, (officer, proof) => experiments.ApproveAsync(officer, proof, ct), ct));
        story.On("2026-11-11 09:20", async ct => await experiments.RunAsync(await EngineerAsync(ct), told["ids"], say, ct));
        story.On(
            "2026-11-09 13:00",
            async ct => await evaluationSamples.RunAsync(await EngineerAsync(ct), told["assistant"].Samples, say, ct)
        );
    }

    /// <summary>Windows are uploaded on the morning after their end and looked at, alerts are worked on once a week.</summary>
    private void Watch(DemoStory story, DemoFolders told, Action<string> say)
    {
        foreach (
            var (folder, from) in new[]
            {
                ("credit", "2026-06-08 11:00"),
                ("ids", "2026-09-14 08:40"),
                ("pricing", "2026-08-18 11:00"),
                ("assistant", "2026-10-12 08:50"),
            }
        )
        {
            var (samples, windows) = (told[folder].Samples, told[folder].Windows);
            var columns = LoadSamples.Columns(samples);
            var earliest = story.TimeOf(from);
            var minutes = 0;
            foreach (var file in windows.Files)
            {
                var ended = DemoStory.NextWork(file.Ends!.Value).AddMinutes(30);
                story.At(
                    (ended < earliest ? earliest : ended).AddMinutes(5 * minutes++),
                    async ct =>
                    {
                        if (IsPulled(story, folder, file))
                        {
                            await scores.PullAsync(samples.Model, file, ct);
                            return await LookedAtAsync(ct);
                        }

                        return await loadSamples.WindowAsync(await EngineerAsync(ct), samples.Model, windows.Version, columns, file, ct)
                            ?? await LookedAtAsync(ct);
                    }
                );
            }

            story.On(
                "2026-11-13 09:00",
                async ct =>
                {
                    var engineer = await EngineerAsync(ct);
                    return await loadSamples.LabelsAsync(engineer, samples, windows.Version, say, ct)
                        ?? await loadSamples.LineageAsync(engineer, samples, say, ct)
                        ?? await LookedAtAsync(ct);
                }
            );
        }

        for (var tuesday = story.TimeOf("2026-06-16 09:20"); tuesday < story.TimeOf("2026-10-28 00:00"); tuesday = tuesday.AddDays(7))
        {
            story.At(tuesday, async ct => await demoAlerts.RunAsync(await OwnerAsync(ct), ct));
        }
    }

    /// <summary>
    /// Every fourth Monday the committee's pack and the drift of the credit model; at the end of a quarter the register of risks, and what
    /// the law asks for about the credit system.
    /// </summary>
    private void Report(DemoStory story)
    {
        for (var monday = story.TimeOf("2026-07-06 14:00"); monday < story.TimeOf("2026-11-03 00:00"); monday = monday.AddDays(28))
        {
            story.At(
                monday,
                async ct =>
                    await demoReports.RunAsync(await OfficerAsync(ct), [("drift", $"{Credit}@2.0.0"), ("committee-pack", "*@30d")], ct)
            );
        }

        story.On("2026-09-28 15:00", async ct => await demoReports.RunAsync(await OfficerAsync(ct), [("risk-register", "*")], ct));
        story.On(
            "2026-10-01 11:00",
            async ct =>
                await demoReports.RunAsync(await ComplianceAsync(ct), [("annex-iv", CreditSystem), ("pmm-report", CreditSystem)], ct)
        );
    }

    private async Task<Refusal?> LookedAtAsync(CancellationToken ct)
    {
        await monitors.RunAsync(ct);
        return null;
    }

    private Task<Actor> EngineerAsync(CancellationToken ct) => ActorAsync(Engineer, Roles.Engineer, ct);

    private Task<Actor> OwnerAsync(CancellationToken ct) => ActorAsync(Owner, Roles.ModelOwner, ct);

    private Task<Actor> OfficerAsync(CancellationToken ct) => ActorAsync(Officer, Roles.RiskOfficer, ct);

    private Task<Actor> LegalAsync(CancellationToken ct) => ActorAsync(Legal, Roles.LegalReviewer, ct);

    private Task<Actor> ComplianceAsync(CancellationToken ct) => ActorAsync(Compliance, Roles.ComplianceOfficer, ct);
}
