using System.Net;
using System.Text.RegularExpressions;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.Postures;

/// <summary>
/// A request that drift blocks, a deployment that drift puts out of policy and the page of the monitor name the same causes.
/// </summary>
public sealed partial class DriftOnPagesTests
{
    [Fact]
    public async Task AVersionOutOfPolicy_DriftsForTheSameReason_OnThePagesOfItsPolicyStatusAndOfItsMonitor()
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 7d}", before: QuietAsync);
        await JudgeAsync(scene);
        var quiet = await TextAsync(scene, $"/posture/{ApprovalsScene.ModelName}");
        Assert.DoesNotContain("Drifting in the newest window:", quiet, StringComparison.Ordinal);

        await Measurements.SendAsync(scene, Running, "2026-11-19", shift: 100);
        await JudgeAsync(scene);

        await AreThoseOfTheMonitorAsync(scene, $"/posture/{ApprovalsScene.ModelName}");
    }

    [Fact]
    public async Task ABlockedRequest_DriftsForTheSameReason_AtTheGateAndOnThePageOfItsMonitor()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: Measurements.ByHand);
        await ActivateAsync(scene, "1", DriftLimit);
        await QuietAsync(scene);
        await Measurements.SendAsync(scene, Running, "2026-11-19", shift: 100);

        var asked = await scene.RequestAsync();

        await AreThoseOfTheMonitorAsync(scene, $"/approvals/{asked}");
    }

    private static async Task AreThoseOfTheMonitorAsync(ApprovalsScene scene, string path)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var reasons = (await DriftReasons.OfAsync(db, [(ApprovalsScene.ModelName, Running)], Ct))[(ApprovalsScene.ModelName, Running)];
        var known = reasons.Select(r => r.Cause).ToList();
        Assert.Contains("amount", known);

        var told = Causes(await TextAsync(scene, path), known);
        var monitor = Causes(await TextAsync(scene, $"/monitoring/{ApprovalsScene.ModelName}?version={Running}"), known);

        Assert.Equal(known, told.Select(c => c.Cause));
        // Of what the model itself puts out, its monitor tells the drift beside the causes.
        Assert.Equal(monitor, told.Where(c => monitor.Exists(m => m.Cause == c.Cause)));
        Assert.Contains(monitor, c => c.Cause == "amount");
    }

    private static List<(string Cause, string Psi, string Since)> Causes(string page, IReadOnlyList<string> known) =>
        [
            .. Said()
                .Matches(page)
                .Select(m => (m.Groups["cause"].Value, m.Groups["psi"].Value, m.Groups["since"].Value))
                .Where(c => known.Contains(c.Item1)),
        ];

    private static async Task<string> TextAsync(ApprovalsScene scene, string path)
    {
        using var reader = await scene.Portal.SignInAsync("owner@test.example");
        return Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(await reader.GetStringAsync(path, Ct), " ")), " ");
    }

    [GeneratedRegex(@"(?<cause>\w+) ?,?(?: [\d.]+ ?%)? PSI (?<psi>[\d.]+) ?,? drifting since (?<since>(?:\w+ )?\d+ \w+)")]
    private static partial Regex Said();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
