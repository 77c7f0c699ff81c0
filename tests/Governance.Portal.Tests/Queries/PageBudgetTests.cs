using System.Globalization;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Tests.Queries;

/// <summary>
/// What each page may ask of the database when it is opened, and what lists of the API may. The numbers are what they took when they were
/// written down, and a few more: whoever makes a page ask more says so here. None depends on how much there is.
/// </summary>
public sealed class PageBudgetTests
{
    private const string Anonymous = "";
    private const string Risk = Roles.RiskOfficer;

    // Template of the page (null for the API), an address of it, who looks, and how many statements it may take.
    private static readonly (string? Template, string Address, string Who, int Budget)[] s_budgets =
    [
        ("/signin", "/signin", Anonymous, 0),
        ("/signin/problem", "/signin/problem?code=provider.no-role", Anonymous, 0),
        ("/signin/verify", "/signin/verify", Anonymous, 0),
        ("/signin/confirmed", "/signin/confirmed", Risk, 20),
        ("/set-password", "/set-password?token=none", Anonymous, 0),
        ("/setup", "/setup", Anonymous, 0),
        ("/forbidden", "/forbidden", Risk, 22),
        ("/not-found", "/not-found", Risk, 50),
        ("/openapi", "/openapi", Risk, 50),
        ("/", "/", "legal", 150),
        ("/", "/", "engineer", 135),
        ("/", "/?scope=programme", Risk, 150),
        ("/", "/?scope=risk", Risk, 135),
        ("/", "/?scope=security", Roles.Administrator, 115),
        ("/", "/?scope=sponsor&period=365d", Roles.Sponsor, 130),
        ("/kpis/{Id}", "/kpis/audit-coverage", Risk, 65),
        ("/kpis/{Id}", "/kpis/compliance-score", Risk, 65),
        ("/account", "/account", "legal", 75),
        ("/account/security", "/account/security", "legal", 65),
        ("/account/notifications", "/account/notifications", "legal", 70),
        ("/account/dashboards", "/account/dashboards", Risk, 50),
        ("/notifications", "/notifications?state=all", "legal", 85),
        ("/approvals", "/approvals?view=mine", "legal", 90),
        ("/approvals", "/approvals?view=all", "legal", 90),
        ("/approvals/{Id}", "/approvals/APR-0001", "legal", 110),
        ("/approvals/{Id}/signed-content", "/approvals/APR-0001/signed-content", "legal", 60),
        ("/approvals/batch", "/approvals/batch?ids=APR-0001", "legal", 120),
        ("/models", "/models", "engineer", 60),
        ("/models/{Model}", "/models/fraud-scorer", "engineer", 80),
        ("/models/{Model}/compare", "/models/fraud-scorer/compare?a=1.4.0&b=1.4.0", "engineer", 55),
        ("/models/{Model}/lineage", "/models/fraud-scorer/lineage", "engineer", 85),
        ("/models/{Model}/register-version", "/models/fraud-scorer/register-version", "engineer", 50),
        ("/models/{Model}/versions/{Version}", "/models/fraud-scorer/versions/1.4.0", "engineer", 90),
        ("/models/{Model}/versions/{Version}", "/models/model-00001/versions/1.0.0?tab=deployments", "owner", 60),
        ("/lineage", "/lineage?q=job", "engineer", 55),
        ("/lineage/graph", "/lineage/graph?node=job%3Acrowd%3Ajob-1", "engineer", 75),
        ("/monitoring", "/monitoring", "owner", 70),
        ("/monitoring/{Model}", "/monitoring/model-00001", "owner", 70),
        ("/alerts", "/alerts", "owner", 65),
        ("/risks", "/risks", Risk, 85),
        ("/risks/{Id}", "/risks/RSK-0101", Risk, 80),
        ("/risks/coverage", "/risks/coverage", Risk, 55),
        ("/incidents", "/incidents?state=all", "legal", 65),
        ("/incidents/{Id}", "/incidents/INC-0101", "legal", 75),
        ("/incidents/{Id}/report", "/incidents/INC-0101/report", "legal", 65),
        ("/retirements", "/retirements", Risk, 55),
        ("/retirements/{Id}", "/retirements/RET-9999", Risk, 50),
        ("/decisions", "/decisions", Risk, 60),
        ("/decisions/{Id}", "/decisions/none", Risk, 50),
        ("/compliance/systems", "/compliance/systems", Roles.ComplianceOfficer, 60),
        ("/compliance/systems/{Id}", "/compliance/systems/SYS-0101", Roles.ComplianceOfficer, 70),
        ("/compliance/systems/{Id}/classify", "/compliance/systems/SYS-0101/classify", Roles.ComplianceOfficer, 55),
        ("/compliance/systems/{Id}/technical-file", "/compliance/systems/SYS-0101/technical-file", Roles.ComplianceOfficer, 85),
        ("/compliance/obligations", "/compliance/obligations", Roles.ComplianceOfficer, 55),
        ("/compliance/reports", "/compliance/reports", Roles.ComplianceOfficer, 75),
        ("/reports/new", "/reports/new?kind=approval-record&subject=APR-0001", Roles.ComplianceOfficer, 60),
        ("/reports/{Id}", "/reports/REP-9999", Roles.ComplianceOfficer, 50),
        ("/policies", "/policies", Risk, 55),
        ("/policies/{Name}", "/policies/none", Risk, 50),
        ("/policies/propose", "/policies/propose", Risk, 50),
        ("/policies/changes/{Id}", "/policies/changes/PCR-9999", Risk, 50),
        ("/audit", "/audit", Roles.Auditor, 70),
        ("/audit", "/audit?q=e", Roles.Auditor, 85),
        ("/audit/{Number:long}", "/audit/0", Roles.Auditor, 60),
        ("/audit/verify", "/audit/verify", Roles.Auditor, 50),
        ("/admin", "/admin", Roles.Administrator, 65),
        ("/admin/users", "/admin/users", Roles.Administrator, 65),
        ("/admin/roles", "/admin/roles", Roles.Administrator, 50),
        ("/admin/keys", "/admin/keys", Roles.Administrator, 55),
        ("/admin/sign-on", "/admin/sign-on", Roles.Administrator, 50),
        ("/admin/access-review", "/admin/access-review", Roles.Administrator, 55),
        ("/admin/channels", "/admin/channels", Roles.Administrator, 55),
        ("/admin/mlflow", "/admin/mlflow", Roles.Administrator, 55),
        ("/admin/integrations", "/admin/integrations", Roles.Administrator, 55),
        ("/admin/integrations/{Id}", "/admin/integrations/DST-9999", Roles.Administrator, 55),
        ("/confirm-access", "/confirm-access", Roles.Administrator, 50),
        (null, "/api/v1/models?limit=500", "engineer", 25),
        (null, "/api/v1/promotions?limit=500", "engineer", 35),
        (null, "/api/v1/promotions?limit=500&state=open", "legal", 35),
        (null, "/api/v1/risks?limit=500", Risk, 25),
        (null, "/api/v1/risks/summary", Risk, 45),
        (null, "/api/v1/alerts?limit=500", "owner", 25),
        (null, "/api/v1/incidents?limit=500", "legal", 25),
        (null, "/api/v1/systems?limit=500", Roles.ComplianceOfficer, 30),
        (null, "/api/v1/decisions?limit=500", Risk, 25),
        (null, "/api/v1/kpis?period=365d", Roles.Sponsor, 60),
        (null, "/api/v1/dashboards/sponsor?period=365d", Roles.Sponsor, 50),
        (null, "/api/v1/audit/entries?limit=500", Roles.Auditor, 25),
    ];

    [Fact]
    public void EveryPage_HasABudget()
    {
        var pages = PortalAssemblies
            .Types.SelectMany(t => t.GetCustomAttributes(typeof(RouteAttribute), false))
            .Cast<RouteAttribute>()
            .Select(r => r.Template)
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(
            pages,
            s_budgets.Select(b => b.Template).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task EveryPage_KeepsItsBudget_HoweverMuchThereIs()
    {
        // More than the longest page of a list in every run.
        var (much, open) = Soak.Size((1_000, 600), (5_000, 1_000));
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(10, 10);
        var few = await CountAsync(growing, isFirst: true);

        await growing.GrowAsync(much, open);
        var many = await CountAsync(growing, isFirst: false);

        var broken = string.Join(
            '\n',
            s_budgets
                .Select((b, i) => (b.Address, b.Who, b.Budget, Few: few[i], Many: many[i]))
                .Where(p => p.Few != p.Many || p.Many > p.Budget)
                .Select(p =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{p.Address} ({p.Who}): {p.Few} at 10, {p.Many} at {much}, budget {p.Budget}"
                    )
                )
        );
        Assert.True(broken.Length == 0, broken);
    }

    private static async Task<List<int>> CountAsync(GrowingPortal growing, bool isFirst)
    {
        var counted = new List<int>();
        foreach (var (_, address, who, _) in s_budgets)
        {
            counted.Add((await growing.GetAsync(who, address, isFirst)).Count);
        }

        return counted;
    }

    /// <summary>
    /// As many statements at 20,000 models as at 10 are not enough: one that reads a whole table for each row of another takes seconds.
    /// SQLite says so of each, whatever the tables hold.
    /// </summary>
    [Fact]
    public async Task NoStatementOfAPage_ReadsAWholeTableForEachRowOfAnother()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(10, 10);
        var (findings, asked) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        await using var db = await growing.Portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        foreach (var (_, address, who, _) in s_budgets)
        {
            foreach (
                var statement in (await growing.GetAsync(who, address, isFirst: false)).Where(s =>
                    QueryPlan.IsQuery(s) && asked.Add(QueryPlan.ShapeOf(s))
                )
            )
            {
                findings.AddRange(
                    (await QueryPlan.ReadAsync(db, statement, TestContext.Current.CancellationToken))
                        .RepeatedScans()
                        .Select(scan => $"{address} ({who}): {scan} in {statement}")
                );
            }
        }

        Assert.True(asked.Count > 300, $"Only {asked.Count} statements were looked at.");
        Assert.True(findings.Count == 0, string.Join("\n\n", findings));
    }
}
