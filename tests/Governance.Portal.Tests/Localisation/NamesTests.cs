using System.Globalization;
using System.Net;
using AngleSharp.Html.Parser;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Intake;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Domain.Suppliers;
using Governance.Domain.Systems;
using Governance.Domain.Views;
using Governance.Localisation;
using Governance.Portal.Tests.Queries;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Localisation;

/// <summary>
/// A name is nobody's to translate: the name of a model, a system, a supplier or a risk stands on every page, in every list of
/// the API and in every file as they wrote it, even where it is, word for word, one of our own texts. Each text of the German catalogue is
/// such a name once; in every run a sample of them.
/// </summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class NamesTests
{
    private const int Rows = 10;

    // Tables and columns that hold what people called things. The row's number in the table says which of the names it gets. Accounts and
    // keys are compared with the log at each sign-in: their names are no different, but cannot be changed beside it.
    private static readonly (Type Table, string Column)[] s_named =
    [
        (typeof(Model), nameof(Model.DisplayName)),
        (typeof(AiSystem), nameof(AiSystem.Name)),
        (typeof(Risk), nameof(Risk.Title)),
        (typeof(Incident), nameof(Incident.Title)),
        (typeof(Supplier), nameof(Supplier.Name)),
        (typeof(UseCase), nameof(UseCase.Title)),
        (typeof(SavedView), nameof(SavedView.Name)),
    ];

    // Files that are made of the same records.
    private static readonly (string Address, string Who)[] s_files =
    [
        ("/api/v1/risks/export", Roles.RiskOfficer),
        ("/api/v1/model-risk/export", Roles.RiskOfficer),
        ("/api/v1/dashboards/risk/export?format=csv", Roles.RiskOfficer),
        ("/api/v1/posture/export", Roles.RiskOfficer),
        ("/api/v1/audit/entries/export", Roles.Auditor),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NameThatIsATextOfOurs_StaysAsItWasGiven_OnEveryPage()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(Rows, Rows);
        await AddOthersAsync(growing);
        List<(string Address, string Who)> pages =
        [
            .. FeaturesInThePortal.All.SelectMany(f => f.Pages).Select(p => (p.Address, p.Who)).Concat(s_files).Distinct(),
        ];
        var perRound = s_named.Length * Rows;
        var neutral = Enumerable.Range(0, perRound).Select(n => string.Create(CultureInfo.InvariantCulture, $"Qz{n:000}x")).ToList();
        var before = await ReadAsync(growing, pages, neutral);
        var keys = Names(perRound);
        var findings = new List<string>();
        var shown = 0;
        using var german = Languages.Use("de");
        foreach (var names in keys)
        {
            var after = await ReadAsync(growing, pages, names);
            foreach (var page in pages)
            {
                shown += names.Sum(name => Count(after[page], name));
                // What is left once the names are taken out, as they were given: a translation of one is not on the page of itself.
                var rest = names.Aggregate(after[page], (text, name) => text.Replace(name, "", StringComparison.Ordinal));
                findings.AddRange(
                    names
                        .Where(name => T[name] is var said && said != name && Count(rest, said) > Count(before[page], said))
                        .Select(name => $"{page.Address} ({page.Who}): “{name}” is said “{T[name]}”")
                );
            }
        }

        Assert.True(shown > 500, $"Only {shown} names were shown.");
        Assert.True(findings.Count == 0, $"{findings.Count} names:\n{string.Join('\n', findings.Take(200))}");
        Soak.Report("Names that are texts of ours", $"{keys.Count * perRound:N0} names, {shown:N0} times on {pages.Count} pages, as given");
    }

    /// <summary>What stands on a page as often as a name without a meaning was neither said otherwise nor read as markup.</summary>
    [Fact]
    public async Task NameThatLooksLikeASentenceOfOurs_StandsAsOftenAsAnyOther_OnEveryPage()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(Rows, Rows);
        await AddOthersAsync(growing);
        List<(string Address, string Who)> pages =
        [
            // Answers and files have an encoding of their own.
            .. FeaturesInThePortal
                .All.SelectMany(f => f.Pages)
                .Select(p => (p.Address, p.Who))
                .Where(p => !p.Address.StartsWith("/api/", StringComparison.Ordinal))
                .Distinct(),
        ];
        var perRound = s_named.Length * Rows;
        var neutral = Enumerable.Range(0, perRound).Select(n => string.Create(CultureInfo.InvariantCulture, $"Qz{n:000}x")).ToList();
        var before = await ReadAsync(growing, pages, neutral);
        var findings = new List<string>();
        var shown = 0;
        for (var turn = 0; turn < s_named.Length; turn += 3)
        {
            var names = Enumerable.Range(0, perRound).Select(n => Written(n + turn)).ToList();
            var after = await ReadAsync(growing, pages, names);
            foreach (var page in pages)
            {
                foreach (var same in names.Index().GroupBy(n => n.Item, n => neutral[n.Index], StringComparer.Ordinal))
                {
                    // The rows of a chart have room for the beginning of a name; the whole is in its title.
                    var beginning = same.Key.Length > 24 ? Count(after[page], $"{same.Key[..23]}…") : 0;
                    var (expected, found) = (same.Sum(n => Count(before[page], n)), Count(after[page], same.Key) + beginning);
                    shown += found;
                    if (found < expected)
                    {
                        findings.Add($"{page.Address} ({page.Who}): “{same.Key}” stands there {found} times, expected {expected}");
                    }
                }
            }
        }

        Assert.True(shown > 500, $"Only {shown} names were shown.");
        Assert.True(findings.Count == 0, $"{findings.Count} names:\n{string.Join('\n', findings.Take(200))}");

        static string Written(int number) => WrittenSentences.All[number % WrittenSentences.All.Count];
    }

    // Texts that could be a name, and that German says otherwise. No name of a round is within another one of it.
    private static List<List<string>> Names(int perRound)
    {
        using var german = Languages.Use("de");
        var catalog = T.Current!;
        var rounds = new List<List<string>>();
        foreach (
            var key in catalog
                .Keys.Where(k =>
                    k.Length is >= 4 and <= 80 && char.IsLetter(k[0]) && !k.Contains('{', StringComparison.Ordinal) && k == k.Trim()
                )
                .Where(k => catalog.Find(k) is { } said && !said.Contains(k, StringComparison.Ordinal) && said.Length > 3)
                .Order(StringComparer.Ordinal)
        )
        {
            var round = rounds.Find(r =>
                r.Count < perRound && !r.Exists(o => o.Contains(key, StringComparison.Ordinal) || key.Contains(o, StringComparison.Ordinal))
            );
            if (round is null)
            {
                rounds.Add(round = []);
            }

            round.Add(key);
        }

        // A round that is not full is filled with the names of the first.
        foreach (var round in rounds)
        {
            var at = 0;
            while (round.Count < perRound)
            {
                round.Add(string.Create(CultureInfo.InvariantCulture, $"Qy{at++:000}w"));
            }
        }

        return [.. Soak.Sample(rounds, every: Math.Max(1, rounds.Count / 2))];
    }

    private static async Task<Dictionary<(string Address, string Who), string>> ReadAsync(
        GrowingPortal growing,
        IReadOnlyList<(string Address, string Who)> pages,
        List<string> names
    )
    {
        await using (var db = await growing.Portal.Databases.CreateDbContextAsync(Ct))
        {
            for (var i = 0; i < s_named.Length; i++)
            {
                var (table, column) = (db.Model.FindEntityType(s_named[i].Table)!.GetTableName()!, s_named[i].Column);
                for (var row = 0; row < Rows; row++)
                {
#pragma warning disable EF1002 // The names of tables and columns are the model's own.
                    await db.Database.ExecuteSqlRawAsync(
                        $"UPDATE \"{table}\" SET \"{column}\" = {{0}} WHERE \"rowid\" % {Rows} = {row}",
                        [names[(i * Rows) + row]],
                        Ct
                    );
#pragma warning restore EF1002
                }
            }
        }

        // What is kept until the log shows a change is read again.
        await growing.WriteLogAsync(1);
        var read = new Dictionary<(string, string), string>();
        foreach (var (address, who) in pages)
        {
            var client = await growing.ClientAsync(who);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Accept-Language", "de");
            using var answer = await client.SendAsync(request, Ct);
            var content = await answer.Content.ReadAsStringAsync(Ct);
            read[(address, who)] = answer.Content.Headers.ContentType?.MediaType is "text/html"
                ? await WordsAsync(content)
                : WebUtility.HtmlDecode(content);
        }

        return read;
    }

    // What a page shows, and what its elements say of themselves: a part of a name may be an element of its own.
    private static async Task<string> WordsAsync(string html)
    {
        var page = await new HtmlParser().ParseDocumentAsync(html, Ct);
        var attributes = page.All.SelectMany(e => e.Attributes).Select(a => a.Value);
        return string.Join('\n', attributes.Prepend(page.DocumentElement.TextContent));
    }

    private static async Task AddOthersAsync(GrowingPortal growing)
    {
        var (now, owner) = (growing.Scene.Clock.GetUtcNow(), growing.Scene.Owner.User!.Value);
        await using var db = await growing.Portal.Databases.CreateDbContextAsync(Ct);
        await Crowd.AddAsync<Supplier>(
            db,
            Enumerable
                .Range(1, Rows)
                .Select(n => new
                {
                    Id = new SupplierId(100 + n),
                    Name = $"Supplier {n}",
                    NameKey = $"supplier {n}",
                    Owner = owner,
                    RegisteredAt = now,
                    RegisteredBy = "host",
                }),
            Ct
        );
        await Crowd.AddAsync<UseCase>(
            db,
            Enumerable
                .Range(1, Rows)
                .Select(n => new
                {
                    Id = new UseCaseId(100 + n),
                    Title = $"Use case {n}",
                    Owner = (UserId?)owner,
                    ProposedAt = now,
                    ProposedByName = "host",
                }),
            Ct
        );
    }

    private static int Count(string page, string name)
    {
        var count = 0;
        for (
            var at = page.IndexOf(name, StringComparison.Ordinal);
            at >= 0;
            at = page.IndexOf(name, at + name.Length, StringComparison.Ordinal)
        )
        {
            count++;
        }

        return count;
    }
}
