using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Doors;

/// <summary>
/// Every page and every endpoint, for every role and for no one: the answer is what the code declares. Keys have
/// EndpointAuthorizationKeyTests. In every run the roles share the doors: every door is tried by one role, and by no one. In full each role
/// tries all.
/// </summary>
/// <param name="doors">The portal that all of them knock at.</param>
public sealed class EndpointAuthorizationTests(DoorPortal doors) : IClassFixture<DoorPortal>
{
    // Open by purpose: health, signing in and the first run, links that carry their own secret, signed calls.
    private static readonly string[] s_open =
    [
        "GET /healthz",
        "GET /readyz",
        "GET /writez",
        "GET /signin",
        "GET /signin/verify",
        "GET /signin/problem",
        "GET /signin/provider",
        "GET /signin/provider/out",
        "GET /setup",
        "GET /set-password",
        "POST /api/v1/session",
        "POST /api/v1/session/passkey",
        "POST /api/v1/session/verify",
        "POST /api/v1/session/passkey/options",
        "POST /api/v1/session/provider-logout",
        "POST /api/v1/setup",
        "POST /api/v1/hooks/github",
        "POST /api/v1/hooks/gitlab",
        "POST /api/v1/hooks/mlflow",
        "POST /api/v1/hooks/siem",
        "POST /witness/add-checkpoint",
        "GET /calendar.ics",
    ];

    // Guarded by more than the role: what such an answer refuses is not the role.
    private static readonly string[] s_ownRules =
    [
        "session.reauthentication-refused",
        "session.password-refused",
        "passkey.challenge-expired",
        "session.role-not-held",
        "user.own-roles",
        "user.own-account",
        "provider.own-link",
        // The example asks for a scope that the key which knocks may lack.
        "key.wider-scopes",
    ];

    // A page's own form: its antiforgery token is asked for before anything else, and has a test of its own (AccessTests).
    private static readonly string[] s_forms = ["/account/role"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doors_OpenToAnybody_AreExactlyTheListed()
    {
        var open = (await Door.AllAsync(doors.Portal, Ct)).Where(d => d.IsOpen).Select(d => d.Name);

        Same(s_open, open);
    }

    [Fact]
    public async Task Doors_ThatLeaveTheDecisionToTheirAction_AreExactlyThoseWithARule()
    {
        // What MLflow clients call is answered in MLflow's own form, bad calls before anything else: MlFlow tests say who may what there.
        var left = (await Door.AllAsync(doors.Portal, Ct))
            .Where(d => d is { LeavesToAction: true, IsPage: false } && !d.Route.StartsWith("/api/2.0/", StringComparison.Ordinal))
            .Select(d => d.Name);

        Same(WriteRules.All.Keys, left);
    }

    [Fact]
    public async Task Nobody_AtAnyDoor_IsLedToSignInOrUnauthorised()
    {
        var client = doors.Portal.CreateClient(new() { AllowAutoRedirect = false });
        var before = await LoggedAsync(doors.Portal);
        List<string> findings = [];
        foreach (
            var door in (await Door.AllAsync(doors.Portal, Ct)).Where(d => !d.IsOpen && !s_forms.Contains(d.Route, StringComparer.Ordinal))
        )
        {
            using var answer = await KnockAsync(client, door);
            var led =
                answer.StatusCode is HttpStatusCode.Redirect
                && answer.Headers.Location?.ToString().Contains("/signin", StringComparison.Ordinal) is true;
            if (answer.StatusCode is not HttpStatusCode.Unauthorized && !led)
            {
                findings.Add($"{door.Name}: {(int)answer.StatusCode}");
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
        Assert.True(await LoggedAsync(doors.Portal) > before);

        static async Task<int> LoggedAsync(PortalFactory portal)
        {
            await portal.FlushRefusalsAsync();
            await using var db = await portal.Databases.CreateDbContextAsync(Ct);
            return await db.AuditEntries.CountAsync(e => e.Action == "access.refused" && e.Subject == "api" && e.Actor == "anonymous", Ct);
        }
    }

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(AllRoles))]
    public async Task Role_AtEveryDoor_IsAnsweredAsDeclared(string role)
    {
        var email = $"doors.{role.ToLowerInvariant()}@bank.example";
        var id = await doors.Portal.CreateUserAsync(email, role);
        var client = await doors.Portal.SignInAsync(email);

        var some = Soak.Sample(await Door.AllAsync(doors.Portal, Ct), every: Roles.All.Count, from: Roles.All.ToList().IndexOf(role));
        await TryDoorsAsync(some, doors.Portal, client, $"user:{id}", rule => rule.AllowsRole(role));
    }

    public static TheoryData<string> AllRoles => [.. Roles.All];

    internal static PortalFactory Portal()
    {
        var portal = new PortalFactory { KeepsPolicies = true };
        portal.Settings["RateLimits:RequestsPerSecond"] = "100000";
        return portal;
    }

    internal static async Task<HttpResponseMessage> KnockAsync(HttpClient client, Door door)
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), door.Path);
        if (door.Body is { } body)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(door.MediaType);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
    }

    internal static async Task TryDoorsAsync(
        IEnumerable<Door> doors,
        PortalFactory portal,
        HttpClient client,
        string actor,
        Func<Rule, bool> mayPass
    )
    {
        List<string> findings = [];
        // How many refusals of theirs are logged: known until something is let in, which may refuse by rules of its own.
        int? logged = null;
        foreach (var door in doors.Where(d => !d.IsOpen && d.Route != "/forbidden" && !s_forms.Contains(d.Route, StringComparer.Ordinal)))
        {
            if (!WriteRules.All.TryGetValue(door.Name, out var rule))
            {
                rule = new Rule(door.Declared, Besides: WriteRules.Besides.GetValueOrDefault(door.Name));
            }

            var isAllowed = mayPass(rule);
            int? before = isAllowed ? null : logged ?? await RefusalsAsync(portal, actor);
            logged = null;
            using var answer = await KnockAsync(client, door);
            var code = await CodeAsync(answer);
            var refused =
                (
                    answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                    && !s_ownRules.Contains(code, StringComparer.Ordinal)
                )
                || (
                    answer.StatusCode is HttpStatusCode.Redirect
                    && answer.Headers.Location?.ToString().Contains("/forbidden", StringComparison.Ordinal) is true
                );
            var said = $"{door.Name} answered {(int)answer.StatusCode} {code}";
            if (isAllowed)
            {
                if (refused || answer.StatusCode >= HttpStatusCode.InternalServerError)
                {
                    findings.Add($"{said}; it is allowed");
                }
            }
            else if (!refused)
            {
                findings.Add($"{said}; it is not allowed");
            }
            else
            {
                logged = await RefusalsAsync(portal, actor);
                if (logged == before)
                {
                    findings.Add($"{said}, and no entry of the log says so");
                }
            }
        }

        Assert.True(findings.Count == 0, $"{findings.Count}:{Environment.NewLine}{string.Join(Environment.NewLine, findings)}");
    }

    private static void Same(IEnumerable<string> listed, IEnumerable<string> found)
    {
        List<string> all = [.. found];
        var findings = all.Except(listed, StringComparer.Ordinal)
            .Select(d => $"not listed: {d}")
            .Concat(listed.Except(all, StringComparer.Ordinal).Select(d => $"listed, but not there: {d}"))
            .ToList();
        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    private static async Task<int> RefusalsAsync(PortalFactory portal, string actor)
    {
        await portal.FlushRefusalsAsync();
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.CountAsync(e => e.Refused && e.Actor == actor, Ct);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return null;
        }

        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["code"];
    }
}
