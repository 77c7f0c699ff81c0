using System.Diagnostics;
using System.Globalization;
using System.Net;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.Postures;

/// <summary>
/// A policy changes that concerns everything in production: how long it takes to judge it again, and what people notice meanwhile. Alone,
/// for it measures time and memory.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ManyDeploymentsTests
{
    private const double MaxRatio = 1.5;
    private const string Auc =
        "    - {id: EVID-01, type: evidence_required, severity: high, params: {kinds: [validation], maxAgeDays: 90}}\n"
        + "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.85}}";

    private static readonly string[] s_pages =
    [
        "/",
        "/models",
        $"/models/{Fleet.Name(7)}/versions/1.0.0",
        "/approvals",
        "/posture",
        "/posture?state=out",
        $"/posture/{Fleet.Name(7)}",
        "/policies",
        "/alerts",
        "/risks",
        "/audit",
        "/api/v1/models",
        "/api/v1/posture?state=out",
        $"/api/v1/gates/deploy?model={Fleet.Name(7)}&version=1.0.0&stage=production",
        "/readyz",
    ];

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task PolicyThatChanges_IsJudgedEverywhere_WhilePagesAnswerAsBefore(DatabaseKind kind)
    {
        var count = Soak.Size(30, 10_000);
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await ActivateAsync(scene, "1", Auc);
        await Fleet.DeployAsync(scene, [.. Enumerable.Range(1, count).Select(n => n % 2 == 0 ? 0.9 : 0.97)]);
        Assert.Equal(count, await JudgeAsync(scene));
        await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("risk@test.example");
        await AskAsync(client, rounds: 2);
        var before = await AskAsync(client, rounds: Soak.Size(1, 40));
        await ActivateAsync(
            scene,
            "2",
            Auc.Replace("0.85", "0.95", StringComparison.Ordinal),
            "  continuous: {grace: 14d, then: block-permits}"
        );

        var (live, working) = (GC.GetTotalMemory(forceFullCollection: true), WorkingSet());
        var began = Stopwatch.GetTimestamp();
        var judging = Task.Run(() => JudgeAsync(scene), Ct);
        var during = await AskAsync(client, rounds: 1, judging);
        Assert.Equal(count, await judging);
        var took = Stopwatch.GetElapsedTime(began);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - live;

        var counts = await scene.Get<ListPostures>().CountAsync(Ct);
        Assert.Equal((count / 2, count / 2, 0), (counts.Out, counts.In, counts.Waiting));
        var (was, now) = (At(before.Times, 0.95), At(during.Times, 0.95));
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"in {took.TotalSeconds:0} s ({took.TotalMilliseconds / count:0.0} ms each), {counts.Out} out of policy; "
                + $"meanwhile {during.Times.Length} pages and API calls answered, 95 % within {now:0} ms (before {was:0} ms, "
                + $"ratio {now / was:0.00}), half within {At(during.Times, 0.5):0} ms (before {At(before.Times, 0.5):0} ms); "
                + $"memory in use {kept / 1048576.0:+0.0;-0.0} MiB after it, "
                + $"working set at most {(during.Largest - working) / 1048576.0:+0;-0} MiB"
        );
        TestContext.Current.TestOutputHelper?.WriteLine(words);
        Soak.Report($"{count} deployments judged again after a policy changed, {kind}", words);
        if (Soak.IsFull)
        {
            Assert.True(now <= MaxRatio * was, words);
            Assert.True(kept < 32 << 20 && during.Largest - working < 256 << 20, words);
        }
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

    private static long WorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>Goes through pages and API so often, or until something is done; each must answer with what it is.</summary>
    private static async Task<(double[] Times, long Largest)> AskAsync(HttpClient client, int rounds, Task? until = null)
    {
        var (times, largest) = (new List<double>(), 0L);
        for (var round = 0; round < rounds || until is { IsCompleted: false }; round++)
        {
            foreach (var page in s_pages)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(page, Ct);
                _ = await answer.Content.ReadAsByteArrayAsync(Ct);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{page}: {(int)answer.StatusCode}");
                largest = Math.Max(largest, WorkingSet());
            }
        }

        return ([.. times.Order()], largest);
    }
}
