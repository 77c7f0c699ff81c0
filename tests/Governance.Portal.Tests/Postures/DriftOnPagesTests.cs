using System.Net;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.Postures;

/// <summary>A request that drift blocks, a deployment that drift puts out of policy and the page of the monitor name the same causes.</summary>
public sealed partial class DriftOnPagesTests
{
    [Fact]
    public async Task ADriftedVersion_DriftsForTheSameReason_AtTheGate_InThePolicyStatus_AndOnItsMonitor()
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 7d}", before: QuietAsync);
        await JudgeAsync(scene);
        await scene.PersonAsync("auditor@test.example", Roles.Auditor);
        using var reader = await scene.Portal.SignInAsync("auditor@test.example");
        var quiet = await TextAsync(reader, $"/posture/{ApprovalsScene.ModelName}");
        Assert.DoesNotContain("Drifting in the newest window:", quiet, StringComparison.Ordinal);

        await Measurements.SendAsync(scene, Running, "2026-11-19", shift: 100);
        await JudgeAsync(scene);
        var asked = await scene.RequestAsync();
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var reasons = (await DriftReasons.OfAsync(db, [(ApprovalsScene.ModelName, Running)], Ct))[(ApprovalsScene.ModelName, Running)];
        var causes = reasons.Select(r => r.Cause).ToList();
        Assert.Contains("amount", causes);

        var gate = Causes(await TextAsync(reader, $"/approvals/{asked}"), causes);
        var posture = Causes(await TextAsync(reader, $"/posture/{ApprovalsScene.ModelName}"), causes);
        var monitor = Causes(await TextAsync(reader, $"/monitoring/{ApprovalsScene.ModelName}?version={Running}"), causes);

        Assert.Equal(causes, gate.Select(c => c.Cause));
        Assert.Equal(gate, posture);
        // The monitor names what the model itself puts out beside its causes and not among them.
        Assert.Equal(monitor, gate.Where(c => monitor.Exists(m => m.Cause == c.Cause)));
        Assert.Contains(monitor, c => c.Cause == "amount");
    }

    private static List<(string Cause, string Psi, string Since)> Causes(string page, IReadOnlyList<string> known) =>
        [
            .. Said()
                .Matches(page)
                .Select(m => (m.Groups["cause"].Value, m.Groups["psi"].Value, m.Groups["since"].Value))
                .Where(c => known.Contains(c.Item1)),
        ];

    private static async Task<string> TextAsync(HttpClient reader, string path) =>
        Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(await reader.GetStringAsync(path, Ct), " ")), " ");

    [GeneratedRegex(@"(?<cause>\w+) ?,?(?: [\d.]+ ?%)? PSI (?<psi>[\d.]+) ?,? drifting since (?<since>(?:\w+ )?\d+ \w+)")]
    private static partial Regex Said();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
