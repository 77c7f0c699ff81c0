using System.Net;
using AngleSharp.Html.Parser;
using Governance.Domain.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Hosting;

/// <summary>On an empty installation a page says what it will show, why, and one next step that its reader may take.</summary>
public sealed class EmptyPagesTests
{
    private static readonly string[] s_roles = [Roles.Administrator, Roles.RiskOfficer, Roles.Engineer, Roles.Auditor];

    // Pages with nothing on them, and how many of their lists are empty.
    private static readonly (string Address, int Lists)[] s_pages =
    [
        ("/models", 1),
        ("/agents", 1),
        ("/agents/tools", 1),
        ("/discovery", 1),
        ("/compliance/systems", 1),
        ("/compliance/use-cases", 1),
        ("/compliance/explanation-requests", 1),
        ("/compliance/reports", 1),
        ("/compliance/obligations", 1),
        ("/lineage", 1),
        ("/approvals", 1),
        ("/posture", 1),
        ("/model-risk", 1),
        ("/policies", 1),
        ("/incidents", 1),
        ("/risks", 1),
        ("/risks/coverage", 1),
        ("/risks/threat-models", 1),
        ("/monitoring", 1),
        ("/alerts", 1),
        ("/retirements", 1),
        ("/decision-reviews", 2),
        ("/decisions", 3),
        ("/notifications", 1),
        ("/account/dashboards", 1),
        ("/admin/registries", 2),
        ("/admin/integrations", 1),
        ("/admin/keys", 1),
        ("/admin/channels", 1),
        ("/admin/access-review", 1),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmptyPage_OfEveryRole_SaysWhatItShowsWhyAndAStepTheReaderMayTake()
    {
        await using var portal = new PortalFactory { RunsJobs = false };
        var (seen, opened) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, HttpStatusCode>(StringComparer.Ordinal));
        List<string> wrong = [];
        foreach (var role in s_roles)
        {
            var name = $"{role}@bank.example";
            await portal.CreateUserAsync(name, role);
            using var client = await portal.SignInAsync(name);
            foreach (var (address, lists) in s_pages)
            {
                using var answer = await client.GetAsync(address, Ct);
                if (answer.StatusCode is not HttpStatusCode.OK)
                {
                    continue;
                }

                seen.Add(address);
                var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(Ct));
                var empties = page.QuerySelectorAll(".empty");
                if (empties.Length < lists)
                {
                    wrong.Add($"{address} as {role}: {empties.Length} empty lists, not {lists}");
                }

                foreach (var empty in empties)
                {
                    var fact = empty.QuerySelector("p")?.TextContent;
                    foreach (var part in (string[])[".empty-shows", ".empty-why", ".empty-step"])
                    {
                        if (string.IsNullOrWhiteSpace(empty.QuerySelector(part)?.TextContent))
                        {
                            wrong.Add($"{address} as {role}: “{fact}” has no {part}");
                        }
                    }

                    var step = empty.QuerySelector("a.empty-step")?.GetAttribute("href");
                    if (step is null)
                    {
                        continue;
                    }

                    var key = $"{role} {step}";
                    if (!opened.TryGetValue(key, out var status))
                    {
                        using var next = await client.GetAsync(step, Ct);
                        opened[key] = status = next.StatusCode;
                    }

                    if (status is not HttpStatusCode.OK)
                    {
                        wrong.Add($"{address} as {role}: the step {step} answers {status}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.Equal(s_pages.Select(p => p.Address).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        // An engineer starts with a model; an auditor reads who can.
        Assert.Contains(opened.Keys, k => k == $"{Roles.Engineer} /models?open=register");
        Assert.DoesNotContain(opened.Keys, k => k == $"{Roles.Auditor} /models?open=register");
    }
}
