using System.Net;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Testing;
using static Governance.Portal.Tests.RoleScopes.ScopedWorld;

namespace Governance.Portal.Tests.RoleScopes;

/// <summary>
/// Every page and endpoint, for someone whose role was given for another system: refused and logged where the address names a thing, else
/// nothing of it is shown.
/// </summary>
/// <param name="one">The world that all of them look at.</param>
public sealed partial class OtherScopeTests(OneWorld one) : IClassFixture<OneWorld>
{
    // One who writes and one who signs in every run: at one quarter of the doors that name a thing each, at one sixth of those that do not.
    // Every role at all of them in full.
    public static TheoryData<string> LimitableRoles =>
        [.. Roles.All.Except(RoleScope.WholeOnly).Where(r => Soak.IsFull || r is Roles.Engineer or Roles.LegalReviewer)];

    private static int HalfOf(string role) => role is Roles.Engineer ? 0 : 1;

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(LimitableRoles))]
    public async Task Door_ThatNamesAThingOfAnotherSystem_RefusesAndLogsIt(string role)
    {
        var tried = await RefusesAsync(role, "refused", one.World.There, every: 4);

        Assert.True(tried > Soak.Size(25, 100), $"only {tried} doors name a thing");
    }

    /// <summary>A window, a run or a finding of another model is not reached by way of one's own.</summary>
    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(LimitableRoles))]
    public async Task Door_ThatNamesAThingOfAnotherSystem_BelowOnesOwn_RefusesAndLogsIt(string role)
    {
        var mixed = new Dictionary<string, string>(one.World.There, StringComparer.Ordinal);
        string[] own = ["model", "agent", "system"];
        foreach (var key in own)
        {
            mixed[key] = one.World.Here[key];
        }

        var tried = await RefusesAsync(
            role,
            "below",
            mixed,
            every: 1,
            path =>
                own.Any(key => path.Contains(mixed[key], StringComparison.Ordinal))
                && mixed.Any(m => !own.Contains(m.Key) && m.Key != "version" && path.Contains(m.Value, StringComparison.Ordinal))
        );

        Assert.True(tried > 15, $"only {tried} doors name a thing below another");
    }

    private async Task<int> RefusesAsync(
        string role,
        string who,
        Dictionary<string, string> side,
        int every,
        Func<string, bool>? isMeant = null
    )
    {
        var world = one.World;
        var client = await world.LimitedAsync(role, $"{role.ToLowerInvariant()}.{who}@bank.example");
        List<string> findings = [];
        var tried = 0;
        var logged = await world.RefusalsAsync();
        foreach (
            var door in Soak.Sample((await Door.AllAsync(world.Portal, Ct)).Where(d => !d.IsOpen), every, every == 1 ? 0 : HalfOf(role))
        )
        {
            if (Address(door, side) is not { } path || isMeant?.Invoke(path) is false)
            {
                continue;
            }

            tried++;
            var before = logged;
            using var answer = await EndpointAuthorizationTests.KnockAsync(client, door with { Path = path });
            var refused =
                answer.StatusCode is HttpStatusCode.Forbidden
                || (
                    answer.StatusCode is HttpStatusCode.Redirect
                    && answer.Headers.Location?.ToString().Contains("/forbidden", StringComparison.Ordinal) is true
                );
            if (!refused)
            {
                findings.Add($"{door.Method} {path} answered {(int)answer.StatusCode}");
            }

            logged = await world.RefusalsAsync();
            if (refused && logged == before)
            {
                findings.Add($"{door.Method} {path} was refused, and no entry of the log says so");
            }
        }

        Assert.True(findings.Count == 0, $"{findings.Count}:{Environment.NewLine}{string.Join(Environment.NewLine, findings)}");
        return tried;
    }

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(LimitableRoles))]
    public async Task Door_ThatNamesNothing_ShowsNothingOfAnotherSystem(string role)
    {
        var world = one.World;
        var client = await world.LimitedAsync(role, $"{role.ToLowerInvariant()}.shown@bank.example");
        List<string> findings = [];
        var shown = (await Door.AllAsync(world.Portal, Ct)).Where(d => !d.IsOpen && d.Method == "GET");
        foreach (var door in Soak.Sample(shown, every: 6, HalfOf(role)))
        {
            var path = Named().IsMatch(door.Route) ? Address(door, world.Here) : door.Path;
            if (path is null)
            {
                continue;
            }

            using var answer = await EndpointAuthorizationTests.KnockAsync(client, door with { Path = path });
            if (answer.IsSuccessStatusCode && !door.Route.Contains("/stream", StringComparison.Ordinal))
            {
                var text = await answer.Content.ReadAsStringAsync(Ct);
                if (text.IndexOf("yonder", StringComparison.OrdinalIgnoreCase) is var at && at >= 0)
                {
                    findings.Add($"{door.Method} {path} shows …{text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 60)]}…");
                }
            }
            else if (answer.StatusCode >= HttpStatusCode.InternalServerError)
            {
                findings.Add($"{door.Method} {path} answered {(int)answer.StatusCode}");
            }
        }

        Assert.True(findings.Count == 0, $"{findings.Count}:{Environment.NewLine}{string.Join(Environment.NewLine, findings)}");
    }

    [Fact]
    public async Task StoryAndTimeline_TellOfTheReadersSystemAlone()
    {
        var world = one.World;
        var client = await world.LimitedAsync(Roles.RiskOfficer, "story@bank.example");

        var overview = await client.GetStringAsync("/", Ct);
        var model = await client.GetStringAsync($"/models/{world.Here["model"]}", Ct);

        Assert.Contains("class=\"story\"", overview, StringComparison.Ordinal);
        Assert.Contains("hither", overview, StringComparison.Ordinal);
        Assert.Contains("What happened", model, StringComparison.Ordinal);
        Assert.Contains(world.Here["risk"], model, StringComparison.Ordinal);
        foreach (var page in new[] { overview, model })
        {
            Assert.DoesNotContain("yonder", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(world.There["incident"], page, StringComparison.Ordinal);
            Assert.DoesNotContain(world.There["alert"], page, StringComparison.Ordinal);
        }

        using var timeline = await client.GetAsync($"/models/{world.There["model"]}", Ct);
        Assert.NotEqual(HttpStatusCode.OK, timeline.StatusCode);
    }

    [Fact]
    public async Task Parameter_OfEveryRoute_NamesAThingOrHasAReasonNotTo()
    {
        string[] things =
        [
            "id",
            "model",
            "agent",
            "system",
            "promotion",
            "signOff",
            "gateRun",
            "evidence",
            "deployment",
            "decision",
            "incident",
            "place",
            "window",
        ];

        var unknown = (await Door.AllAsync(one.World.Portal, Ct))
            .Where(d => !d.IsOpen)
            .SelectMany(d => Parameter().Matches(d.Route).Select(m => (Door: d, Name: m.Groups[1].Value)))
            .Where(p =>
                !things.Contains(p.Name, StringComparer.OrdinalIgnoreCase)
                && !DataScopeAuthorization.NoSubjects.ContainsKey(p.Name)
                && !p.Door.Route.StartsWith("/admin", StringComparison.Ordinal)
            )
            .Select(p => $"{p.Door.Name}: {p.Name}")
            .Distinct();

        Assert.Empty(unknown);
    }

    // The address with the ids of one side, or null when it names nothing that was made there.
    private static string? Address(Door door, Dictionary<string, string> side)
    {
        var parts = door.Route.TrimStart('/').Split('/');
        var values = door.Path.TrimStart('/').Split('/');
        var named = false;
        for (var i = 0; i < Math.Min(parts.Length, values.Length); i++)
        {
            var key = values[i] switch
            {
                "APR-9999" => "promotion",
                "SYS-9999" => "system",
                "RSK-9999" => "risk",
                "INC-9999" => "incident",
                "RET-9999" => "retirement",
                "ALR-9999" => "alert",
                "ASM-9999" => "assessment",
                "REP-9999" => "report",
                "USE-9999" => "use-case",
                "MON-9999" => "monitor",
                "GATE-9999" => "gate",
                "EVD-9999" => "evidence",
                "CALL-9999" => "call",
                "WIN-9999" => "window",
                "VSC-9999" => "validation-schedule",
                "VRN-9999" => "validation-run",
                "VAL-9999" => "validation",
                "FND-9999" => "finding",
                "OVL-9999" => "overlay",
                "TIR-9999" => "tier",
                "OVS-9999" => "overseer",
                "STP-9999" => "stop-test",
                "EXR-9999" => "explanation-request",
                "RVW-9999" => "review",
                "no-such-model" => "model",
                "no-such-agent" => "agent",
                "9.9.9" when named => "version",
                _ => null,
            };
            if (key is not null)
            {
                (values[i], named) = (side[key], true);
            }
        }

        return named ? "/" + string.Join('/', values) : null;
    }

    [GeneratedRegex(@"\{\**([A-Za-z0-9]+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\{")]
    private static partial Regex Named();
}
