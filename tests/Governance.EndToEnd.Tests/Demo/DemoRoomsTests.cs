using System.Net;
using System.Text.RegularExpressions;
using Governance.Portal.Demo;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Demo;

/// <summary>
/// No room of the demo is hollow: on every page of the navigation, and in the rooms of a model that lie beneath one, there is what people
/// and jobs of the story left there. It takes no browser, and is here because the demo is played here.
/// </summary>
public sealed partial class DemoRoomsTests
{
    // Lists that are empty in a bank that is in order, or of which a demo can have nothing that is true.
    private static readonly Dictionary<string, string> s_mayBeEmpty = new(StringComparer.Ordinal)
    {
        ["/agents/not-registered"] = "every agent that calls tools is registered: that is what the page is there to say",
        ["/risks/mapping"] = "one item of a framework is chosen and no open risk covers it; the map beside it is full",
        ["/confirm-access"] = "no administrator has given themselves anything that a second person would have to confirm",
        ["/account/dashboards"] = "one's own, and sent by mail: a demo has no mail server",
        ["/admin/sign-on"] = "a provider is read when it is set up, and a demo calls none",
    };

    // Rooms that no address of the navigation leads to, who comes there, and what has to be seen.
    private static readonly (string Address, string Email, string Seen)[] s_beneath =
    [
        ("/playbooks", "risk@demo.example", "Customers treated unequally"),
        ("/models/credit-default/validation", "risk@demo.example", "synthetic-credit-hold-out.csv"),
        ("/monitoring/policy-assistant?version=1.0.0&tab=alerts", "owner@demo.example", "policy-assistant/, scores"),
        ("/admin/registries", "admin@demo.example", DemoPlaces.Registry),
        ("/admin/integrations", "admin@demo.example", $"siem.{DemoPlaces.Domain}"),
        ("/admin/channels", "admin@demo.example", $"chat.{DemoPlaces.Domain}"),
        ("/discovery", "security@demo.example", "nordhaven-demo/claims-triage"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryPageOfTheNavigation_ShowsWorkToSomeoneWhoMayReadIt()
    {
        await using var portal = await BeginAsync();
        var people = new Dictionary<string, HttpClient>(StringComparer.Ordinal);
        List<string> hollow = [];
        var (unused, asked) = (s_mayBeEmpty.Keys.ToHashSet(StringComparer.Ordinal), 0);
        try
        {
            foreach (var page in portal.Get<PortalMenu>().Sections.SelectMany(s => s.Pages).DistinctBy(p => p.Address))
            {
                var (email, _) = DemoScene.People.First(p => page.Needs is not { } needs || needs.GrantedTo.Contains(p.Roles[0]));
                if (!people.TryGetValue(email, out var reader))
                {
                    people[email] = reader = await portal.SignInAsync(email, hasApp: false);
                }

                var shown = await ReadAsync(reader, page.Address);
                asked++;
                var empty = Empty().Matches(shown).Select(m => m.Groups["said"].Value.Trim()).ToList();
                if (empty.Count > 0 && !unused.Remove(page.Address))
                {
                    hollow.Add($"{page.Address}, as {email}: {string.Join(" ", empty)}");
                }
            }
        }
        finally
        {
            foreach (var reader in people.Values)
            {
                reader.Dispose();
            }
        }

        Assert.True(hollow.Count == 0, string.Join('\n', hollow));
        Assert.Empty(unused);
        Assert.True(asked > 60, $"{asked} pages were asked for");
    }

    [Fact]
    public async Task EveryConnection_IsOneOfTheDemosOwnFolders_OrIsPausedUntilSomeoneIsThere()
    {
        await using var portal = await BeginAsync();
        foreach (var person in s_beneath.GroupBy(r => r.Email, StringComparer.Ordinal))
        {
            using var reader = await portal.SignInAsync(person.Key, hasApp: false);
            foreach (var (address, _, seen) in person)
            {
                Assert.Contains(seen, await ReadAsync(reader, address), StringComparison.Ordinal);
            }
        }

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.All(db.Destinations.ToList(), d => Assert.Equal(Domain.Integrations.DestinationState.Paused, d.State));
        Assert.All(db.NotificationChannels.ToList(), c => Assert.False(c.IsOn, c.Name));
        Assert.All(db.ValidationSchedules.ToList(), s => Assert.Equal(Domain.Validation.ScheduleState.Paused, s.State));
        var pull = Assert.Single(db.WindowPulls.ToList());
        Assert.Null(pull.Problem);
        Assert.Equal(2, db.WindowObjects.Count());
        var import = Assert.Single(db.RegistryImports.ToList());
        Assert.Equal((true, Domain.Models.Registries.RegistryImportState.Done), (import.IsDryRun, import.State));
    }

    private static async Task<PortalFactory> BeginAsync()
    {
        var demo = await PlayedDemo.GetAsync();
        var portal = new PortalFactory { RunsJobs = false };
        demo.CopyTo(portal.Folder);
        portal.Settings["Demo:Enabled"] = "true";
        return portal;
    }

    private static async Task<string> ReadAsync(HttpClient reader, string address)
    {
        using var answer = await reader.GetAsync(new Uri(address, UriKind.Relative), Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{address} answers {(int)answer.StatusCode}");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
    }

    // As EmptyState writes it: an action that follows it is none of its words.
    [GeneratedRegex("""<div class="empty"[^>]*>\s*<p[^>]*>(?<said>[^<]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Empty();
}
