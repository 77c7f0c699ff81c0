using System.Security.Claims;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Account;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Decisions;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Tests.RoleScopes;
using Governance.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Identity;

/// <summary>
/// What is decided over the connection of an open page, where the router hands on the page and its values and neither template nor query:
/// the same as for the request that loads it.
/// </summary>
/// <param name="one">Two systems, one of them within a limited role.</param>
public sealed class OpenPageRulesTests(OneWorld one) : IClassFixture<OneWorld>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<Type> Pages =>
        [
            .. PortalAssemblies.Types.Where(t =>
                t.IsDefined(typeof(RouteAttribute), false) && !t.IsDefined(typeof(AllowAnonymousAttribute), true)
            ),
        ];

    [Fact]
    public async Task SessionWithoutItsSecondStep_OnAnOpenPage_ReachesWhereItIsSetUpAndNothingElse()
    {
        var portal = one.World.Portal;
        var person = await portal.CreateUserAsync("begins@bank.example", Roles.Auditor);
        var actor = await portal.ProvenAsync(person, Roles.Auditor);
        var limited = Principal(actor, null, isLimited: true);

        var open = new List<Type>();
        foreach (var page in Pages.Select(row => row.Data))
        {
            if ((await AskAsync(portal, limited, new RouteData(page, new Dictionary<string, object?>()), "/")).Succeeded)
            {
                open.Add(page);
            }
        }

        Assert.Equal(
            ["/account/security", "/busy", "/forbidden", "/not-found"],
            open.SelectMany(p => p.GetCustomAttributes(false).OfType<RouteAttribute>())
                .Select(r => r.Template)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task SessionWithoutItsSecondStep_OnAnotherPage_IsToldWhereToSetItUp()
    {
        var portal = one.World.Portal;
        var person = await portal.CreateUserAsync("reads@bank.example", Roles.Auditor);
        var limited = Principal(await portal.ProvenAsync(person, Roles.Auditor), null, isLimited: true);

        var answer = await AskAsync(portal, limited, new RouteData(typeof(AccountPage), new Dictionary<string, object?>()), "/account");

        Assert.Equal(SecondFactor.Missing, answer.Failure!.FailureReasons.OfType<LackingReason>().Single().Refusal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LimitedRole_OnAnOpenPage_OpensNoDecisionOutside(bool outside)
    {
        var world = one.World;
        var decision = outside ? "yonder-decision" : "hither-decision";
        var (person, actor) = await LimitedAsync($"decision.{outside}@bank.example".ToLowerInvariant());

        var answer = await AskAsync(
            world.Portal,
            person,
            new RouteData(typeof(DecisionPage), new Dictionary<string, object?> { ["Id"] = decision }),
            $"/decisions/{decision}"
        );

        Assert.Equal(outside ? decision : null, OutsideOf(answer));
        await world.Portal.FlushRefusalsAsync();
        await using var db = await world.Portal.Databases.CreateDbContextAsync(Ct);
        var refused = await db.AuditEntries.Where(e => e.Refused).Select(e => e.Leaf).ToListAsync(Ct);
        var doors = refused.Select(System.Text.Encoding.UTF8.GetString).Where(l => l.Contains(actor, StringComparison.Ordinal));
        Assert.Equal(outside ? 1 : 0, doors.Count(d => d.Contains("GET /decisions/{Id}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LimitedRole_OnAnOpenPage_IsRefusedWhatTheQueryNamesOutside(bool outside)
    {
        var world = one.World;
        var model = (outside ? world.There : world.Here)["model"];
        var (person, _) = await LimitedAsync($"query.{outside}@bank.example".ToLowerInvariant());

        var answer = await AskAsync(
            world.Portal,
            person,
            new RouteData(typeof(AlertsPage), new Dictionary<string, object?>()),
            $"/alerts?model={model}"
        );

        Assert.Equal(outside ? model : null, OutsideOf(answer));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_OnAnOpenPage_IsKnownByTheAddressItWasOpenedAt(Type page)
    {
        var templates = page.GetCustomAttributes(false).OfType<RouteAttribute>().Select(r => r.Template).ToList();
        var all = templates.SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        foreach (var template in templates)
        {
            var own = Names(template).ToHashSet(StringComparer.Ordinal);
            var values = all.ToDictionary(n => n, n => (object?)(own.Contains(n) ? "x" : null), StringComparer.Ordinal);

            var known = PageRoutes.Of(new RouteData(page, values));

            // Two addresses without a difference in their parts are one page to everyone who asks.
            Assert.Equal(Names(template).Order(StringComparer.Ordinal), Names(known!).Order(StringComparer.Ordinal));
        }
    }

    private static IEnumerable<string> Names(string template) =>
        System.Text.RegularExpressions.Regex.Matches(template, @"\{\*?(\w+)").Select(m => m.Groups[1].Value);

    private async Task<(ClaimsPrincipal Person, string Actor)> LimitedAsync(string email)
    {
        var portal = one.World.Portal;
        var id = await portal.CreateUserAsync(email, Roles.Sponsor);
        await one.World.PutAsync(id, Roles.ComplianceOfficer);
        return (Principal(await portal.ProvenAsync(id, Roles.ComplianceOfficer), Roles.ComplianceOfficer, isLimited: false), id.ToString());
    }

    private static string? OutsideOf(AuthorizationResult answer) =>
        answer.Failure?.FailureReasons.OfType<OutsideReason>().SingleOrDefault()?.Subject;

    private static ClaimsPrincipal Principal(Actor actor, string? role, bool isLimited)
    {
        var user = new Data.Identity.User { Id = actor.User!.Value.Number, PrintedName = "Reader" };
        return SessionCookies.Principal(user, actor.Session!, role, "csrf", isLimited);
    }

    // As AuthorizedRoute asks, with what the router of an open page gives it.
    private static async Task<AuthorizationResult> AskAsync(PortalFactory portal, ClaimsPrincipal person, RouteData route, string address)
    {
        await using var circuit = portal.Services.CreateAsyncScope();
        ((IHostEnvironmentNavigationManager)circuit.ServiceProvider.GetRequiredService<NavigationManager>()).Initialize(
            "http://localhost/",
            $"http://localhost{address}"
        );
        Assert.Null(route.Template);
        var policies = circuit.ServiceProvider.GetRequiredService<IAuthorizationPolicyProvider>();
        var asked = route.PageType.GetCustomAttributes(true).OfType<IAuthorizeData>().ToList();
        var policy = await AuthorizationPolicy.CombineAsync(policies, asked) ?? await policies.GetFallbackPolicyAsync();
        return await circuit.ServiceProvider.GetRequiredService<IAuthorizationService>().AuthorizeAsync(person, route, policy!);
    }
}
