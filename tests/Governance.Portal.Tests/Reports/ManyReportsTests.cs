using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Governance.Portal.Tests.Documents;
using Governance.Testing;

namespace Governance.Portal.Tests.Reports;

public sealed class ManyReportsTests
{
    private static readonly string[] s_kinds = ["annex-iv", "model-card", "system-card", "fria", "pmm-plan"];

    private static readonly string[] s_pages =
    [
        "/",
        "/models",
        "/models/credit-default/versions/2.0.0",
        "/risks",
        "/compliance/reports",
        "/audit",
        "/api/v1/models",
        "/api/v1/reports?state=queued",
        "/readyz",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Needs", "Browser")]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task ManyQueuedAtOnce_AreAllPrintedWhileEverythingElseAnswers()
    {
        var count = Soak.Size(3, 50);
        await using var scene = new DocumentsScene();
        await scene.InitializeAsync();
        var began = Stopwatch.GetTimestamp();

        var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(i => QueueAsync(scene, s_kinds[i % s_kinds.Length])));

        Assert.Equal(count, ids.Distinct(StringComparer.Ordinal).Count());
        using var made = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var asked = AskAsync(scene, made.Token);
        // While they wait, people write.
        await scene.WriteAsync("annex-iv", "AIV-1-e", new JsonObject { ["text"] = "Eight cores." });
        foreach (var id in ids)
        {
            var report = await ReportsScene.DoneAsync(scene.Reports.Portal.Services, scene.Compliance, id);
            Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
            Assert.NotNull((string?)report["sha256"]);
        }

        var took = Stopwatch.GetElapsedTime(began);
        await made.CancelAsync();
        var waits = await asked;
        Assert.True(waits.Count >= s_pages.Length, $"Only {waits.Count} answers came while {count} reports were made.");
        Array.Sort(waits.Times);
        Soak.Report(
            $"{count} reports queued at once",
            string.Create(
                CultureInfo.InvariantCulture,
                $"all made as PDF in {took.TotalSeconds:0.0} s ({took.TotalSeconds / count:0.00} s each, one at a time); "
                    + $"meanwhile {waits.Count} pages and API calls answered, median {waits.Times[waits.Count / 2].TotalMilliseconds:0} "
                    + $"ms, longest {waits.Times[^1].TotalMilliseconds:0} ms"
            )
        );
    }

    private static async Task<string> QueueAsync(DocumentsScene scene, string kind)
    {
        var subject = kind == "model-card" ? "credit-default@2.0.0" : scene.System.ToString();
        return (string)
            (
                await scene.Reports.PostAsync(
                    scene.Compliance,
                    "/api/v1/reports",
                    new JsonObject
                    {
                        ["kind"] = kind,
                        ["subject"] = subject,
                        ["format"] = "pdf",
                    },
                    HttpStatusCode.Accepted
                )
            )["id"]!;
    }

    /// <summary>Goes through pages and API again and again until told to end; each must answer with what it is.</summary>
    private static async Task<(int Count, TimeSpan[] Times)> AskAsync(DocumentsScene scene, CancellationToken until)
    {
        var times = new ConcurrentQueue<TimeSpan>();
        for (var round = 0; round == 0 || !until.IsCancellationRequested; round++)
        {
            foreach (var page in s_pages)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await scene.Compliance.GetAsync(page, Ct);
                times.Enqueue(Stopwatch.GetElapsedTime(began));
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{page}: {(int)answer.StatusCode}");
            }
        }

        return (times.Count, [.. times]);
    }
}
